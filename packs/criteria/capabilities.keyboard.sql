-- id: capabilities.keyboard
-- question: Does code that can be reached see what is typed, as a keyboard?
-- question.fr: Du code atteignable voit-il ce qui est saisi, en tant que clavier ?
-- severity: critical
-- refs: MASVS-PRIVACY-1, ATTACK-T1417.001
-- why: A keyboard sees everything that is typed.
-- why.fr: Un clavier voit tout ce qui est saisi.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'input.method' AND at_least(grade, 'reachable');
