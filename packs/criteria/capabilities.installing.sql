-- id: capabilities.installing
-- question: Does code that can be reached install or remove other apps?
-- question.fr: Du code atteignable installe-t-il ou retire-t-il d'autres applications ?
-- severity: high
-- refs: MASVS-PLATFORM-1, ATTACK-T1407
-- why: What is installed later was not part of what was examined.
-- why.fr: Ce qui est installé plus tard ne faisait pas partie de ce qui a été examiné.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('apps.install', 'apps.remove') AND at_least(grade, 'reachable');
