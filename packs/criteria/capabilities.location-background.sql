-- id: capabilities.location-background
-- question: Does code that can be reached locate the device when not in use?
-- question.fr: Du code atteignable localise-t-il l'appareil sans être utilisé ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1430, ATTACK-T1627.001
-- why: Location in the background follows a person all day.
-- why.fr: La localisation en arrière-plan suit une personne toute la journée.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'location.background' AND at_least(grade, 'reachable');
