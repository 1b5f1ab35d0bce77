-- id: permissions.notifications
-- question: Does the app ask to show notifications?
-- question.fr: L'application demande-t-elle à afficher des notifications ?
-- severity: info
-- refs: MASVS-PRIVACY-3
-- why: They appear on the locked screen, for whoever looks.
-- why.fr: Elles s'affichent sur l'écran verrouillé, à la vue de tous.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.POST_NOTIFICATIONS' AND declared = 1;
