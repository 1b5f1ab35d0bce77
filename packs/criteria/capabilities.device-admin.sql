-- id: capabilities.device-admin
-- question: Does code that can be reached administer the device?
-- question.fr: Du code atteignable administre-t-il l'appareil ?
-- severity: critical
-- refs: MASVS-PLATFORM-1, ATTACK-T1626.001
-- why: A device administrator can lock or wipe the device and set its rules.
-- why.fr: Un administrateur peut verrouiller ou effacer l'appareil et en fixer les règles.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'admin.device' AND at_least(grade, 'reachable');
