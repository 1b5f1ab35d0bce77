-- id: permissions.location-precise
-- question: Does the app ask where the device is, to within metres?
-- question.fr: L'application demande-t-elle où se trouve l'appareil, à quelques mètres près ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1430
-- why: Places tell where people live, work, worship and are treated.
-- why.fr: Les lieux disent où l'on habite, travaille, prie et se soigne.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.ACCESS_FINE_LOCATION';
