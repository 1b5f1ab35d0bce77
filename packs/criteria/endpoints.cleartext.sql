-- id: endpoints.cleartext
-- question: Does the app name addresses that are reached without TLS?
-- question.fr: L'application nomme-t-elle des adresses jointes sans TLS ?
-- severity: medium
-- refs: MASVS-NETWORK-1, MASWE-0050, ATTACK-T1638
-- why: Whoever shares the network reads and changes what goes there.
-- why.fr: Qui partage le réseau lit et modifie ce qui y passe.
SELECT value AS subject, locus, grade, source AS detail
  FROM endpoints
 WHERE scheme IN ('http', 'ws', 'mqtt', 'amqp', 'rtmp', 'rtsp', 'redis', 'ldap') AND kind IN ('url', 'ip', 'template');
