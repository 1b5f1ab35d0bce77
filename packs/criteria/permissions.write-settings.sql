-- id: permissions.write-settings
-- question: Does the app ask to change settings of the system?
-- question.fr: L'application demande-t-elle à modifier les réglages du système ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1629.003
-- why: Settings of the system hold for all apps.
-- why.fr: Les réglages du système valent pour toutes les applications.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.WRITE_SETTINGS', 'android.permission.WRITE_SECURE_SETTINGS');
