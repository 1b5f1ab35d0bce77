-- id: sdks.location
-- question: Does the app contain map or location SDKs?
-- question.fr: L'application contient-elle des trousses de cartographie ou de localisation ?
-- severity: low
-- refs: MASVS-PRIVACY-1, ATTACK-T1430
-- why: Where the device is may be told to the company behind the map.
-- why.fr: La position de l'appareil peut être transmise à l'entreprise qui fournit la carte.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category IN ('location', 'maps') AND basis <> 'named' AND confidence <> 'low';
