-- id: sdks.messaging
-- question: Does the app contain SDKs through which others send it messages?
-- question.fr: L'application contient-elle des trousses par lesquelles d'autres lui envoient des messages ?
-- severity: info
-- refs: MASVS-PRIVACY-3, ATTACK-T1437
-- why: What is sent, and when the device is reached, passes through another company.
-- why.fr: Ce qui est envoyé, et quand l'appareil est joint, passe par une autre entreprise.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category IN ('push', 'messaging') AND basis <> 'named' AND confidence <> 'low';
