-- id: capabilities.location-precise
-- question: Does code that can be reached locate the device precisely?
-- question.fr: Du code atteignable localise-t-il l'appareil précisément ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1430
-- why: Precise positions tell the very door a person goes through.
-- why.fr: Les positions précises disent quelle porte une personne franchit.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'location.fine' AND at_least(grade, 'reachable');
