-- id: capabilities.native-code
-- question: Does code that can be reached load native libraries?
-- question.fr: Du code atteignable charge-t-il des bibliothèques natives ?
-- severity: info
-- refs: MASVS-CODE-4, ATTACK-T1575
-- why: Native code is not seen in the app's classes.
-- why.fr: Le code natif ne se voit pas dans les classes de l'application.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'code.load-native' AND at_least(grade, 'reachable');
