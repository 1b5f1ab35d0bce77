-- id: permissions.boot
-- question: Does the app ask to be told when the device has started?
-- question.fr: L'application demande-t-elle à être avertie du démarrage de l'appareil ?
-- severity: info
-- refs: MASVS-PRIVACY-1, ATTACK-T1624.001
-- why: It then runs without being opened.
-- why.fr: Elle s'exécute alors sans avoir été ouverte.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.RECEIVE_BOOT_COMPLETED';
