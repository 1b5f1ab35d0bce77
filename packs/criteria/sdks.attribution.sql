-- id: sdks.attribution
-- question: Does the app contain SDKs that tie installations to advertisements?
-- question.fr: L'application contient-elle des trousses qui rattachent l'installation à une publicité ?
-- severity: low
-- refs: MASVS-PRIVACY-2, MASWE-0110
-- why: Identifiers of the device are compared across apps and companies.
-- why.fr: Les identifiants de l'appareil sont rapprochés d'une application et d'une entreprise à l'autre.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category = 'attribution' AND basis <> 'named' AND confidence <> 'low';
