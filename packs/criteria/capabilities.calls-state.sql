-- id: capabilities.calls-state
-- question: Does code that can be reached watch calls?
-- question.fr: Du code atteignable observe-t-il les appels ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1616
-- why: It knows when a call is under way, and on some devices with whom.
-- why.fr: Il sait quand un appel est en cours et, sur certains appareils, avec qui.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'calls.state' AND at_least(grade, 'reachable');
