-- id: permissions.unused
-- question: Does the app ask for permissions that nothing in it uses?
-- question.fr: L'application demande-t-elle des permissions que rien n'y emploie ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117
-- why: What is granted and not needed waits for whoever takes the app over, or for its next version.
-- why.fr: Ce qui est accordé sans besoin attend qui prendrait l'application, ou sa prochaine version.
SELECT name AS subject, locus, CASE WHEN protection LIKE 'dangerous%' THEN 'granted by the person' END AS detail
  FROM permissions
 WHERE declared = 1 AND used = 0 AND (protection LIKE 'dangerous%' OR protection LIKE '%appop%' OR protection LIKE 'normal%');
