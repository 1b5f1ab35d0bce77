-- id: endpoints.private-network
-- question: Does the app name machines of a private network?
-- question.fr: L'application désigne-t-elle des machines d'un réseau privé ?
-- severity: low
-- refs: MASVS-RESILIENCE-3, MASWE-0094
-- why: They are left over from development, or the app looks around in the network it is in.
-- why.fr: Ce sont des restes du développement, ou l'application explore le réseau où elle se trouve.
SELECT value AS subject, locus, grade, source AS detail
  FROM endpoints
 WHERE kind = 'local' AND (host GLOB '10.*' OR host GLOB '192.168.*' OR host GLOB '172.1[6-9].*' OR host GLOB '172.2[0-9].*'
                           OR host GLOB '172.3[01].*' OR host GLOB '*.local' OR host GLOB '*.internal' OR host GLOB '*.lan');
