-- id: signing.refused
-- question: Does Android, in some release that reads it, refuse a signature the app carries?
-- question.fr: Une version d'Android qui lit une signature portée par l'application la refuse-t-elle ?
-- severity: critical
-- refs: MASVS-RESILIENCE-2, ATTACK-T1645
-- why: The bytes are not those that were signed, or the signature was never valid there.
-- why.fr: Les octets ne sont pas ceux qui ont été signés, ou la signature n'y a jamais été valable.
SELECT scheme AS subject, locus,
       'API level ' || min_sdk || ifnull(' to ' || max_sdk, ' and later') || ': ' || ifnull(error, 'refused') AS detail
  FROM signatures
 WHERE present = 1 AND verified = 0 AND scheme IN ('v1', 'v2', 'v3', 'v3.1');
