-- id: permissions.battery
-- question: Does the app ask to be left out of battery saving?
-- question.fr: L'application demande-t-elle à échapper à l'économie d'énergie ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1541
-- why: It keeps running while the system would let it sleep.
-- why.fr: Elle continue de s'exécuter quand le système la laisserait dormir.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.REQUEST_IGNORE_BATTERY_OPTIMIZATIONS';
