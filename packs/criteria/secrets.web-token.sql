-- id: secrets.web-token
-- question: Does the app carry JSON Web Tokens?
-- question.fr: L'application contient-elle des jetons JWT ?
-- severity: medium
-- refs: MASVS-STORAGE-1, MASWE-0005
-- why: Until it ends, a token opens what it was made for to whoever holds it.
-- why.fr: Jusqu'à son terme, un jeton ouvre à son porteur ce pour quoi il a été fait.
SELECT kind AS subject, locus, grade, redacted AS detail
  FROM secrets
 WHERE kind = 'json-web-token';
