-- id: capabilities.accessibility
-- question: Does code that can be reached watch or work other apps' screens?
-- question.fr: Du code atteignable observe-t-il ou manipule-t-il l'écran des autres applications ?
-- severity: critical
-- refs: MASVS-PRIVACY-1, ATTACK-T1453
-- why: An accessibility service reads what every app shows and can press its buttons.
-- why.fr: Un service d'accessibilité lit ce que chaque application affiche et peut appuyer sur ses boutons.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'accessibility' AND at_least(grade, 'reachable');
