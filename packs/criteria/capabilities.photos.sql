-- id: capabilities.photos
-- question: Does code that can be reached read photos, videos or sound?
-- question.fr: Du code atteignable lit-il photos, vidéos ou sons ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1533
-- why: A photo collection shows family, home, papers and places.
-- why.fr: Une collection de photos montre famille, domicile, papiers et lieux.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('photos.read', 'photos.location') AND at_least(grade, 'reachable');
