-- id: permissions.camera
-- question: Does the app ask for the camera?
-- question.fr: L'application demande-t-elle l'appareil photo ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1512
-- why: It can take pictures and films whenever a window or a service of it is running.
-- why.fr: Elle peut photographier et filmer dès qu'une de ses fenêtres ou l'un de ses services est actif.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.CAMERA', 'android.permission.BACKGROUND_CAMERA');
