-- id: capabilities.files
-- question: Does code that can be reached use shared storage?
-- question.fr: Du code atteignable emploie-t-il le stockage partagé ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASVS-STORAGE-2, ATTACK-T1420
-- why: Documents and what other apps left lie there.
-- why.fr: Des documents et ce que d'autres applications ont laissé s'y trouvent.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'files.read' AND at_least(grade, 'reachable');
