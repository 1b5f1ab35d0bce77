-- id: capabilities.calls-control
-- question: Does code that can be reached answer, end or screen calls?
-- question.fr: Du code atteignable répond-il aux appels, les termine-t-il ou les filtre-t-il ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1616
-- why: It decides which calls reach the person.
-- why.fr: Il décide quels appels parviennent à la personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'calls.control' AND at_least(grade, 'reachable');
