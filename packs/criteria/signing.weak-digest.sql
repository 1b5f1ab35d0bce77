-- id: signing.weak-digest
-- question: Does a JAR signature of the app rest on SHA-1 or MD5?
-- question.fr: Une signature JAR de l'application repose-t-elle sur SHA-1 ou MD5 ?
-- severity: medium
-- refs: MASVS-CRYPTO-1, MASWE-0104
-- why: Collisions of these digests can be made, so two contents may share one signature.
-- why.fr: On sait produire des collisions de ces empreintes : deux contenus peuvent partager une signature.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code = 'apksig.v1.weak'
   AND EXISTS (SELECT 1 FROM signatures WHERE scheme = 'v1' AND present = 1);
