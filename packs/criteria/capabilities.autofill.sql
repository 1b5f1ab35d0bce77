-- id: capabilities.autofill
-- question: Does code that can be reached fill in forms of other apps?
-- question.fr: Du code atteignable remplit-il les formulaires d'autres applications ?
-- severity: high
-- refs: MASVS-PRIVACY-1, MASVS-AUTH-2
-- why: An autofill service sees user names, passwords and cards.
-- why.fr: Un service de saisie automatique voit identifiants, mots de passe et cartes.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'input.autofill' AND at_least(grade, 'reachable');
