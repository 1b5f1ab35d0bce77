-- id: capabilities.location-approximate
-- question: Does code that can be reached locate the device, if only roughly?
-- question.fr: Du code atteignable localise-t-il l'appareil, fût-ce approximativement ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1430
-- why: Even a rough position tells home, work and travel.
-- why.fr: Même approximative, une position révèle domicile, travail et voyages.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'location.coarse' AND at_least(grade, 'reachable');
