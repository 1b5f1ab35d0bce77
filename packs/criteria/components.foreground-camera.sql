-- id: components.foreground-camera
-- question: Does a service of the app keep the camera in use while no window of it is shown?
-- question.fr: Un service de l'application garde-t-il l'appareil photo en usage sans qu'aucune de ses fenêtres soit visible ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1512
-- why: It declares that it films for long; a notification and an indicator are all that shows.
-- why.fr: Il déclare filmer longtemps ; seuls une notification et un témoin le signalent.
SELECT name AS subject, locus, foreground_service_type AS detail
  FROM components
 WHERE instr('|' || foreground_service_type || '|', '|camera|') > 0;
