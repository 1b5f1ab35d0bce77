-- id: permissions.unreachable
-- question: Does the app ask for permissions that only code which nothing runs would use?
-- question.fr: L'application demande-t-elle des permissions que seul emploierait du code que rien n'exécute ?
-- severity: info
-- refs: MASVS-PRIVACY-1, MASWE-0117
-- why: Left-over code keeps a permission that the app could do without.
-- why.fr: Du code oublié retient une permission dont l'application pourrait se passer.
SELECT name AS subject, 'called' AS grade, locus,
       CASE WHEN protection LIKE 'dangerous%' THEN 'granted by the person' END AS detail
  FROM permissions
 WHERE declared = 1 AND used = 1 AND reachable = 0;
