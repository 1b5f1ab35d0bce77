-- id: capabilities.advertising-id
-- question: Does code that can be reached read the advertising identifier?
-- question.fr: Du code atteignable lit-il l'identifiant publicitaire ?
-- severity: medium
-- refs: MASVS-PRIVACY-2, MASWE-0110
-- why: It joins what different apps know of one person.
-- why.fr: Il réunit ce que différentes applications savent d'une personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'identifiers.advertising' AND at_least(grade, 'reachable');
