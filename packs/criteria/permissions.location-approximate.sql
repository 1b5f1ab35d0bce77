-- id: permissions.location-approximate
-- question: Does the app ask roughly where the device is?
-- question.fr: L'application demande-t-elle où se trouve à peu près l'appareil ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1430
-- why: Within some kilometres the district someone is in is known.
-- why.fr: À quelques kilomètres près, on connaît le quartier de quelqu'un.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.ACCESS_COARSE_LOCATION';
