-- id: capabilities.root
-- question: Does code that can be reached look for or use a rooted device?
-- question.fr: Du code atteignable cherche-t-il ou exploite-t-il un appareil débridé ?
-- severity: low
-- refs: MASVS-RESILIENCE-1, ATTACK-T1633.001
-- why: It treats devices differently whose owner has full control.
-- why.fr: Il traite autrement les appareils dont le propriétaire a tout le contrôle.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('checks.root', 'checks.root-use') AND at_least(grade, 'reachable');
