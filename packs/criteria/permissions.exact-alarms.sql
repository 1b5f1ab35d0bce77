-- id: permissions.exact-alarms
-- question: Does the app ask to wake the device at exact times?
-- question.fr: L'application demande-t-elle à réveiller l'appareil à des heures exactes ?
-- severity: info
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1603
-- why: It runs at a time of its choosing, also while the device is idle.
-- why.fr: Elle s'exécute à l'heure de son choix, même appareil au repos.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.SCHEDULE_EXACT_ALARM', 'android.permission.USE_EXACT_ALARM');
