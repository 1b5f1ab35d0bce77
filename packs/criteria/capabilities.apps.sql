-- id: capabilities.apps
-- question: Does code that can be reached list the installed or running apps?
-- question.fr: Du code atteignable énumère-t-il les applications installées ou en cours ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1418
-- why: The list of apps tells of health, faith, bank and employer.
-- why.fr: La liste des applications révèle santé, religion, banque et employeur.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('apps.list', 'apps.running') AND at_least(grade, 'reachable');
