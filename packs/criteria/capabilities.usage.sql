-- id: capabilities.usage
-- question: Does code that can be reached read how apps are used?
-- question.fr: Du code atteignable lit-il l'usage des applications ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1418
-- why: Which app was used when is a diary of a person's day.
-- why.fr: Quelle application a servi à quel moment est le journal d'une journée.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'usage.history' AND at_least(grade, 'reachable');
