-- id: permissions.calendar
-- question: Does the app ask for the calendar?
-- question.fr: L'application demande-t-elle l'agenda ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1636.001
-- why: It holds whom someone meets, when and about what.
-- why.fr: Il dit qui l'on rencontre, quand et à quel sujet.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.READ_CALENDAR', 'android.permission.WRITE_CALENDAR');
