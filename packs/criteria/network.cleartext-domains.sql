-- id: network.cleartext-domains
-- question: Does the app permit connections without TLS to hosts that it names?
-- question.fr: L'application permet-elle des connexions sans TLS vers des hôtes qu'elle désigne ?
-- severity: medium
-- refs: MASVS-NETWORK-1, MASWE-0050, ATTACK-T1638
-- why: What it exchanges with these hosts can be read and changed on the way.
-- why.fr: Ce qu'elle échange avec ces hôtes peut être lu et modifié en chemin.
SELECT domain AS subject, locus, CASE subdomains WHEN 1 THEN 'and below it' END AS detail
  FROM network_config
 WHERE domain <> '*' AND cleartext = 1 AND debug_only = 0;
