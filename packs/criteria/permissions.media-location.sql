-- id: permissions.media-location
-- question: Does the app ask for the places stored in the user's pictures?
-- question.fr: L'application demande-t-elle les lieux inscrits dans les images de l'utilisateur ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1430
-- why: Old pictures hold where someone has been for years.
-- why.fr: D'anciennes images gardent des années de déplacements.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.ACCESS_MEDIA_LOCATION';
