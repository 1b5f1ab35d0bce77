-- id: sdks.ads
-- question: Does the app contain advertising SDKs?
-- question.fr: L'application contient-elle des trousses publicitaires ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASVS-PRIVACY-2, MASWE-0110
-- why: They gather data about the person and the device for companies that the app's user did not choose.
-- why.fr: Elles recueillent des données sur la personne et l'appareil pour des entreprises que l'utilisateur n'a pas choisies.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category = 'ads' AND basis <> 'named' AND confidence <> 'low';
