-- id: capabilities.bluetooth
-- question: Does code that can be reached look for Bluetooth devices nearby?
-- question.fr: Du code atteignable recherche-t-il les appareils Bluetooth à proximité ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1430
-- why: Devices nearby tell where the person is and with whom.
-- why.fr: Les appareils voisins disent où et avec qui se trouve la personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'bluetooth.scan' AND at_least(grade, 'reachable');
