-- id: secrets.google-api-key
-- question: Does the app carry Google API keys?
-- question.fr: L'application contient-elle des clés d'API de Google ?
-- severity: low
-- refs: MASVS-STORAGE-1, MASWE-0005
-- why: Such a key is meant to be in apps; one that is not restricted is paid for by its maker and used by others.
-- why.fr: Une telle clé a sa place dans une application ; sans restriction, son éditeur paie l'usage qu'en font d'autres.
SELECT kind AS subject, locus, grade, redacted AS detail
  FROM secrets
 WHERE kind = 'google-api-key';
