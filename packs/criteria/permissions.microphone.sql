-- id: permissions.microphone
-- question: Does the app ask for the microphone?
-- question.fr: L'application demande-t-elle le microphone ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1429
-- why: It can hear the room whenever a window or a service of it is running.
-- why.fr: Elle peut entendre la pièce dès qu'une de ses fenêtres ou l'un de ses services est actif.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.RECORD_AUDIO';
