-- id: signing.v1-only
-- question: Is the app signed with the JAR scheme (v1) only?
-- question.fr: L'application est-elle signée selon le seul schéma JAR (v1) ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2, MASWE-0104
-- why: v1 signs entries one by one and leaves the rest of the file unprotected.
-- why.fr: Le schéma v1 signe les entrées une à une et laisse le reste du fichier sans protection.
SELECT scheme AS subject, locus
  FROM signatures AS s
 WHERE scheme = 'v1' AND present = 1
   AND NOT EXISTS (SELECT 1 FROM signatures AS other
                    WHERE other.artifact = s.artifact AND other.present = 1
                      AND other.scheme IN ('v2', 'v3', 'v3.1'));
