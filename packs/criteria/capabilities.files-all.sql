-- id: capabilities.files-all
-- question: Does code that can be reached have access to all files?
-- question.fr: Du code atteignable a-t-il accès à tous les fichiers ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1420, ATTACK-T1533
-- why: Everything in shared storage can be read, changed and removed.
-- why.fr: Tout le stockage partagé peut être lu, modifié et supprimé.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'files.all' AND at_least(grade, 'reachable');
