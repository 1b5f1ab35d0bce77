-- id: components.vpn-service
-- question: Does the app offer to carry all network traffic of the device?
-- question.fr: L'application propose-t-elle d'acheminer tout le trafic réseau de l'appareil ?
-- severity: medium
-- refs: MASVS-NETWORK-1, ATTACK-T1638
-- why: Whoever runs the VPN sees with whom every other app talks.
-- why.fr: Qui exploite le VPN voit avec qui parlent toutes les autres applications.
SELECT name AS subject, locus FROM components WHERE permission = 'android.permission.BIND_VPN_SERVICE';
