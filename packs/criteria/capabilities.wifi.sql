-- id: capabilities.wifi
-- question: Does code that can be reached look for Wi-Fi networks or read the one in use?
-- question.fr: Du code atteignable recherche-t-il les réseaux Wi-Fi ou lit-il celui en usage ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1422, ATTACK-T1430
-- why: Names of networks tell where the device is.
-- why.fr: Les noms des réseaux disent où est l'appareil.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('wifi.scan', 'wifi.connection') AND at_least(grade, 'reachable');
