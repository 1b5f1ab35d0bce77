-- id: capabilities.emulator
-- question: Does code that can be reached look for an emulator or a debugger?
-- question.fr: Du code atteignable cherche-t-il un émulateur ou un débogueur ?
-- severity: low
-- refs: MASVS-RESILIENCE-4, ATTACK-T1633.001
-- why: Code that acts otherwise under observation shows less than it does.
-- why.fr: Un code qui agit autrement sous observation montre moins qu'il ne fait.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('checks.emulator', 'checks.debugger') AND at_least(grade, 'reachable');
