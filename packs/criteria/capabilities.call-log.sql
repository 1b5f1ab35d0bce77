-- id: capabilities.call-log
-- question: Does code that can be reached read or change the call log?
-- question.fr: Du code atteignable lit-il ou modifie-t-il le journal d'appels ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1636.002
-- why: Who called whom is a map of a person's relations.
-- why.fr: Qui a appelé qui dresse la carte des relations d'une personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('calls.log.read', 'calls.log.write') AND at_least(grade, 'reachable');
