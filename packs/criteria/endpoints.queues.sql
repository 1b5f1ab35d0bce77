-- id: endpoints.queues
-- question: Does the app name message brokers or chat servers?
-- question.fr: L'application nomme-t-elle des serveurs de messages ou de clavardage ?
-- severity: info
-- refs: MASVS-NETWORK-1, ATTACK-T1437
-- why: Over such a connection the other side speaks when it likes.
-- why.fr: Par une telle connexion, l'autre partie parle quand il lui plaît.
SELECT value AS subject, locus, grade, source AS detail
  FROM endpoints
 WHERE scheme IN ('mqtt', 'mqtts', 'amqp', 'amqps', 'xmpp', 'nats', 'ws', 'wss') AND kind IN ('url', 'ip', 'template');
