-- id: permissions.storage
-- question: Does the app ask for the user's pictures, films, sound or shared files?
-- question.fr: L'application demande-t-elle les images, films, sons ou fichiers partagés de l'utilisateur ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1533, ATTACK-T1420
-- why: It is more than one picture chosen by the user: all of them.
-- why.fr: Ce n'est pas une image choisie par l'utilisateur : ce sont toutes.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.READ_EXTERNAL_STORAGE',
                'android.permission.WRITE_EXTERNAL_STORAGE', 'android.permission.READ_MEDIA_IMAGES',
                'android.permission.READ_MEDIA_VIDEO', 'android.permission.READ_MEDIA_AUDIO',
                'android.permission.READ_MEDIA_VISUAL_USER_SELECTED');
