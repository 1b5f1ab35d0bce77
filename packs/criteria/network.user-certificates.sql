-- id: network.user-certificates
-- question: Does the app trust certificates that the user of the device installed?
-- question.fr: L'application se fie-t-elle aux certificats installés par l'utilisateur de l'appareil ?
-- severity: medium
-- refs: MASVS-NETWORK-1, MASWE-0052, ATTACK-T1638
-- why: One tap on a profile lets somebody in the middle read connections that look protected.
-- why.fr: Un geste sur un profil suffit pour qu'un intermédiaire lise des connexions d'apparence protégée.
SELECT domain AS subject, locus FROM network_config WHERE trust_user = 1 AND debug_only = 0;
