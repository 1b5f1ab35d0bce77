-- id: capabilities.camera
-- question: Does code that can be reached take pictures or video?
-- question.fr: Du code atteignable prend-il des photos ou des vidéos ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1512
-- why: The camera sees people and places around the device.
-- why.fr: L'appareil photo voit les personnes et les lieux alentour.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'camera.capture' AND at_least(grade, 'reachable');
