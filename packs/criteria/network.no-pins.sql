-- id: network.no-pins
-- question: Does the app's network configuration pin no certificate at all?
-- question.fr: La configuration réseau de l'application n'épingle-t-elle aucun certificat ?
-- severity: info
-- refs: MASVS-NETWORK-2, MASWE-0047
-- why: Any of the authorities the device trusts can then vouch for the app's servers; code may still pin by itself.
-- why.fr: Toute autorité à laquelle l'appareil se fie peut alors répondre de ses serveurs ; le code peut toutefois épingler par lui-même.
SELECT domain AS subject, locus
  FROM network_config
 WHERE domain = '*' AND debug_only = 0
   AND NOT EXISTS (SELECT 1 FROM network_config AS pinned WHERE pinned.pins > 0 AND pinned.debug_only = 0);
