-- id: signing.janus
-- question: On Android 5.0 to 8.0, where code could be put before a JAR-signed app (CVE-2017-13156), does v1 alone decide?
-- question.fr: Sur Android 5.0 à 8.0, où du code pouvait être placé devant une application signée en JAR (CVE-2017-13156), le schéma v1 décide-t-il seul ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2, ATTACK-T1577
-- why: On such a device without the fix of December 2017 the app can be altered and its signature still verifies.
-- why.fr: Sur un tel appareil sans le correctif de décembre 2017, l'application peut être modifiée sans que sa signature cesse d'être valable.
SELECT scheme AS subject, locus,
       'API level ' || min_sdk || ifnull(' to ' || max_sdk, ' and later') AS detail
  FROM signatures
 WHERE scheme = 'v1' AND verified = 1 AND min_sdk <= 26 AND ifnull(max_sdk, 26) >= 21;
