-- id: capabilities.calendar
-- question: Does code that can be reached read the calendar?
-- question.fr: Du code atteignable lit-il l'agenda ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1636.001
-- why: Appointments tell where a person will be, and with whom.
-- why.fr: Les rendez-vous disent où sera une personne, et avec qui.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'calendar.read' AND at_least(grade, 'reachable');
