-- id: secrets.private-key
-- question: Does the app carry a private key?
-- question.fr: L'application contient-elle une clé privée ?
-- severity: high
-- refs: MASVS-CRYPTO-2, MASWE-0013, MASWE-0014
-- why: Everybody who has the app has the key, and can be taken for whom it stands for.
-- why.fr: Quiconque a l'application a la clé et peut passer pour celui qu'elle représente.
SELECT kind AS subject, locus, grade, redacted AS detail
  FROM secrets
 WHERE kind IN ('private-key', 'age-secret-key');
