-- id: permissions.overlay
-- question: Does the app ask to draw over other apps?
-- question.fr: L'application demande-t-elle à dessiner par-dessus les autres applications ?
-- severity: high
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1417.002
-- why: A window over another app can imitate it and take what is entered.
-- why.fr: Une fenêtre posée sur une autre application peut l'imiter et recueillir ce qu'on y saisit.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.SYSTEM_ALERT_WINDOW';
