-- id: capabilities.clipboard
-- question: Does code that can be reached read the clipboard?
-- question.fr: Du code atteignable lit-il le presse-papiers ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1414
-- why: Passwords, codes and addresses pass through the clipboard.
-- why.fr: Mots de passe, codes et adresses transitent par le presse-papiers.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'clipboard.read' AND at_least(grade, 'reachable');
