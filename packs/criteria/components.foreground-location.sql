-- id: components.foreground-location
-- question: Does a service of the app follow where the device is while no window of it is shown?
-- question.fr: Un service de l'application suit-il la position de l'appareil sans qu'aucune de ses fenêtres soit visible ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1430
-- why: The permission for the background is not needed for that; a notification is all that shows.
-- why.fr: L'autorisation d'arrière-plan n'est pas nécessaire pour cela ; seule une notification le signale.
SELECT name AS subject, locus, foreground_service_type AS detail
  FROM components
 WHERE instr('|' || foreground_service_type || '|', '|location|') > 0;
