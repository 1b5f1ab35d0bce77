-- id: permissions.defined-weak
-- question: Does the app define permissions that any other app can get?
-- question.fr: L'application définit-elle des autorisations que toute autre application peut obtenir ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0059
-- why: What they guard is open to whoever asks.
-- why.fr: Ce qu'elles gardent est ouvert à qui le demande.
SELECT name AS subject, locus, protection AS detail
  FROM defined_permissions
 WHERE tree = 0 AND (protection GLOB 'normal*' OR protection GLOB 'dangerous*');
