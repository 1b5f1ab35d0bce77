-- id: capabilities.device-identifiers
-- question: Does code that can be reached read identifiers of the device?
-- question.fr: Du code atteignable lit-il des identifiants de l'appareil ?
-- severity: medium
-- refs: MASVS-PRIVACY-2, MASWE-0110, ATTACK-T1426
-- why: They let a device be recognised for its whole life.
-- why.fr: Ils permettent de reconnaître un appareil toute sa vie.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'identifiers.device' AND at_least(grade, 'reachable');
