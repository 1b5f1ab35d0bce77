-- id: permissions.do-not-disturb
-- question: Does the app ask to control when the device stays silent?
-- question.fr: L'application demande-t-elle à décider quand l'appareil reste silencieux ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1628
-- why: It can hide calls and warnings from the user.
-- why.fr: Elle peut cacher à l'utilisateur appels et avertissements.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.ACCESS_NOTIFICATION_POLICY';
