-- id: permissions.delete-packages
-- question: Does the app ask to remove other apps?
-- question.fr: L'application demande-t-elle à supprimer d'autres applications ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1630
-- why: A security app may be what it removes.
-- why.fr: Une application de sécurité peut être ce qu'elle supprime.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.REQUEST_DELETE_PACKAGES', 'android.permission.DELETE_PACKAGES');
