-- id: capabilities.overlay
-- question: Does code that can be reached draw over other apps?
-- question.fr: Du code atteignable dessine-t-il par-dessus les autres applications ?
-- severity: high
-- refs: MASVS-PLATFORM-3, ATTACK-T1417.002
-- why: What is drawn on top can hide or imitate what lies below.
-- why.fr: Ce qui est dessiné dessus peut cacher ou imiter ce qui est dessous.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'screen.overlay' AND at_least(grade, 'reachable');
