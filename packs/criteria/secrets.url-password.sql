-- id: secrets.url-password
-- question: Does an address in the app hold a password?
-- question.fr: Une adresse dans l'application contient-elle un mot de passe ?
-- severity: high
-- refs: MASVS-STORAGE-1, MASWE-0005
-- why: Everybody who has the app can sign in there.
-- why.fr: Quiconque a l'application peut s'y connecter.
SELECT kind AS subject, locus, grade, redacted AS detail
  FROM secrets
 WHERE kind = 'url-password';
