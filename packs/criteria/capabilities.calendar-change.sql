-- id: capabilities.calendar-change
-- question: Does code that can be reached change the calendar?
-- question.fr: Du code atteignable modifie-t-il l'agenda ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1641
-- why: Appointments can be added, moved and removed unseen.
-- why.fr: Des rendez-vous peuvent être ajoutés, déplacés et supprimés à l'insu de la personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'calendar.write' AND at_least(grade, 'reachable');
