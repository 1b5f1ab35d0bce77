-- id: signing.debug-certificate
-- question: Is the app signed with a key named as debug keys are?
-- question.fr: L'application est-elle signée par une clé qui porte le nom des clés de mise au point ?
-- severity: high
-- refs: MASVS-RESILIENCE-2, MASWE-0094
-- why: Development tools make such keys without a password: no release is meant to carry one.
-- why.fr: Les outils de développement créent ces clés sans mot de passe : aucune version publiée ne devrait en porter.
SELECT subject, locus, scheme AS detail
  FROM signers
 WHERE ',' || subject || ',' LIKE '%,CN=Android Debug,%' AND lineage_position IS NULL;
