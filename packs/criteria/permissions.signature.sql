-- id: permissions.signature
-- question: Does the app ask for permissions that Android keeps for the makers of the device?
-- question.fr: L'application demande-t-elle des autorisations qu'Android réserve aux fabricants de l'appareil ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0117
-- why: An ordinary device refuses them: the app is made for a system it is part of, or hopes for a flaw.
-- why.fr: Un appareil ordinaire les refuse : l'application est faite pour un système dont elle fait partie, ou compte sur une faille.
SELECT name AS subject, locus, protection AS detail
  FROM permissions
 WHERE declared = 1 AND platform_since IS NOT NULL AND protection GLOB 'signature*' AND protection NOT GLOB '*appop*';
