-- id: capabilities.hidden-api
-- question: Does code that can be reached reach hidden interfaces or change other code?
-- question.fr: Du code atteignable atteint-il des interfaces cachées ou modifie-t-il d'autre code ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1625
-- why: Hidden interfaces and hooks do what the public ones refuse.
-- why.fr: Interfaces cachées et crochets font ce que les publiques refusent.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('code.hidden-api', 'code.hooks') AND at_least(grade, 'reachable');
