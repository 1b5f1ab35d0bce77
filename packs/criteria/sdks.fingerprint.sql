-- id: sdks.fingerprint
-- question: Does the app contain SDKs that examine the device against fraud?
-- question.fr: L'application contient-elle des trousses qui examinent l'appareil contre la fraude ?
-- severity: medium
-- refs: MASVS-PRIVACY-2, MASWE-0110, ATTACK-T1426
-- why: They gather whatever tells one device from another, and can follow it when identifiers are reset.
-- why.fr: Elles recueillent tout ce qui distingue un appareil et peuvent le suivre malgré la remise à zéro des identifiants.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category = 'anti-fraud' AND basis <> 'named' AND confidence <> 'low';
