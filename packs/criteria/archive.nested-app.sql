-- id: archive.nested-app
-- question: Does the app carry another app inside?
-- question.fr: L'application en contient-elle une autre ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1544, ATTACK-T1406
-- why: It can offer to install it, or load its code.
-- why.fr: Elle peut proposer de l'installer, ou en charger le code.
SELECT ifnull(package, sha256) AS subject, locus FROM artifacts WHERE kind = 'apk';
