-- id: capabilities.boot
-- question: Does code that can be reached start with the device?
-- question.fr: Du code atteignable démarre-t-il avec l'appareil ?
-- severity: low
-- refs: MASVS-PLATFORM-1, ATTACK-T1624.001
-- why: It runs although nobody opened it.
-- why.fr: Il s'exécute sans que personne l'ait ouvert.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'start.boot' AND at_least(grade, 'reachable');
