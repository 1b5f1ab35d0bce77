-- id: permissions.all-packages
-- question: Does the app ask to see every app on the device?
-- question.fr: L'application demande-t-elle à voir toutes les applications de l'appareil ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1418
-- why: Which apps someone has tells of beliefs, health and banks.
-- why.fr: Les applications de quelqu'un révèlent croyances, santé et banques.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.QUERY_ALL_PACKAGES';
