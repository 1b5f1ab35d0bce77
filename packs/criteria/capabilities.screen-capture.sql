-- id: capabilities.screen-capture
-- question: Does code that can be reached capture the screen?
-- question.fr: Du code atteignable capture-t-il l'écran ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1513
-- why: A captured screen shows everything the person sees, in every app.
-- why.fr: Un écran capturé montre tout ce que voit la personne, dans toute application.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('screen.capture', 'screen.screenshot') AND at_least(grade, 'reachable');
