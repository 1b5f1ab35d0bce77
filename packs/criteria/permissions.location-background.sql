-- id: permissions.location-background
-- question: Does the app ask where the device is while nobody uses the app?
-- question.fr: L'application demande-t-elle où se trouve l'appareil quand personne ne s'en sert ?
-- severity: high
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1430, ATTACK-T1627.001
-- why: Day and night, it can follow whoever carries the device.
-- why.fr: Jour et nuit, elle peut suivre qui porte l'appareil.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.ACCESS_BACKGROUND_LOCATION';
