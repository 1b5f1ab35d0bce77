-- id: permissions.full-screen
-- question: Does the app ask to fill the screen, the locked one too, with a notification?
-- question.fr: L'application demande-t-elle à couvrir l'écran, même verrouillé, d'une notification ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1417.002
-- why: Meant for calls and alarms, it also imitates other apps well.
-- why.fr: Prévu pour les appels et les alarmes, cela permet aussi d'imiter d'autres applications.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.USE_FULL_SCREEN_INTENT';
