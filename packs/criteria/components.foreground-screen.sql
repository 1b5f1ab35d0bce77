-- id: components.foreground-screen
-- question: Does a service of the app record the screen while no window of it is shown?
-- question.fr: Un service de l'application enregistre-t-il l'écran sans qu'aucune de ses fenêtres soit visible ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1513
-- why: It sees what other apps show, once the user has agreed.
-- why.fr: Il voit ce que montrent les autres applications, dès que l'utilisateur y a consenti.
SELECT name AS subject, locus, foreground_service_type AS detail
  FROM components
 WHERE instr('|' || foreground_service_type || '|', '|mediaProjection|') > 0;
