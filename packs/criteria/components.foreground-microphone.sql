-- id: components.foreground-microphone
-- question: Does a service of the app keep the microphone in use while no window of it is shown?
-- question.fr: Un service de l'application garde-t-il le microphone en usage sans qu'aucune de ses fenêtres soit visible ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1429
-- why: It declares that it records for long; a notification and an indicator are all that shows.
-- why.fr: Il déclare enregistrer longtemps ; seuls une notification et un témoin le signalent.
SELECT name AS subject, locus, foreground_service_type AS detail
  FROM components
 WHERE instr('|' || foreground_service_type || '|', '|microphone|') > 0;
