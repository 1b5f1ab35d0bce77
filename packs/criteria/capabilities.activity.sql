-- id: capabilities.activity
-- question: Does code that can be reached recognise what the person is doing?
-- question.fr: Du code atteignable reconnaît-il l'activité de la personne ?
-- severity: medium
-- refs: MASVS-PRIVACY-1
-- why: Steps, walking and driving tell how and when a person moves.
-- why.fr: Les pas, la marche et la conduite disent quand et comment une personne se déplace.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'activity.recognition' AND at_least(grade, 'reachable');
