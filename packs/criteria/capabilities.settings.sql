-- id: capabilities.settings
-- question: Does code that can be reached change the device's settings?
-- question.fr: Du code atteignable modifie-t-il les réglages de l'appareil ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, ATTACK-T1629.003
-- why: Settings decide what protects the device.
-- why.fr: Les réglages décident de ce qui protège l'appareil.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'settings.change' AND at_least(grade, 'reachable');
