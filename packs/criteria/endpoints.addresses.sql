-- id: endpoints.addresses
-- question: Does the app name machines by their IP address?
-- question.fr: L'application désigne-t-elle des machines par leur adresse IP ?
-- severity: medium
-- refs: MASVS-NETWORK-1, ATTACK-T1437
-- why: No name is resolved, so filters by name do not see it, and certificates are seldom checked.
-- why.fr: Aucun nom n'est résolu : les filtres par nom ne voient rien, et les certificats sont rarement vérifiés.
SELECT value AS subject, locus, grade, source AS detail FROM endpoints WHERE kind = 'ip';
