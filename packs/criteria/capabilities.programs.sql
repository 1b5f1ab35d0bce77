-- id: capabilities.programs
-- question: Does code that can be reached run programs or shell commands?
-- question.fr: Du code atteignable lance-t-il des programmes ou des commandes ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1623.001
-- why: A program that is run is not seen in the app's own code.
-- why.fr: Un programme lancé ne se voit pas dans le code de l'application.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'code.execute' AND at_least(grade, 'reachable');
