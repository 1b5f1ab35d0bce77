-- id: network.cleartext
-- question: Does the app permit connections without TLS to any host?
-- question.fr: L'application permet-elle des connexions sans TLS vers n'importe quel hôte ?
-- severity: high
-- refs: MASVS-NETWORK-1, MASWE-0050, ATTACK-T1638
-- why: Whoever shares the network reads and changes what goes over such a connection.
-- why.fr: Qui partage le réseau lit et modifie ce qui passe par une telle connexion.
SELECT domain AS subject, locus FROM network_config WHERE domain = '*' AND cleartext = 1 AND debug_only = 0;
