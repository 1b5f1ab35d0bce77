-- id: capabilities.vpn
-- question: Does code that can be reached carry all network traffic?
-- question.fr: Du code atteignable fait-il passer tout le trafic réseau ?
-- severity: high
-- refs: MASVS-NETWORK-1, ATTACK-T1638
-- why: A VPN sees where every app connects and can change it.
-- why.fr: Un VPN voit où se connecte chaque application et peut le modifier.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'vpn' AND at_least(grade, 'reachable');
