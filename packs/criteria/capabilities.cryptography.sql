-- id: capabilities.cryptography
-- question: Does code that can be reached use weak cryptography?
-- question.fr: Du code atteignable emploie-t-il une cryptographie faible ?
-- severity: medium
-- refs: MASVS-CRYPTO-1, MASWE-0020
-- why: What it protects can be read or forged by others.
-- why.fr: Ce qu'elle protège peut être lu ou falsifié par d'autres.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'crypto.weak' AND at_least(grade, 'reachable');
