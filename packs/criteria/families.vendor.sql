-- id: families.vendor
-- question: Does it hold other code of the owner of such a family?
-- question.fr: Contient-elle d'autre code du propriétaire d'une telle famille ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1474.001
-- why: The owner reaches the device through the apps of others.
-- why.fr: Le propriétaire atteint l'appareil par les applications d'autrui.
SELECT family AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM families
 WHERE relation = 'vendor';
