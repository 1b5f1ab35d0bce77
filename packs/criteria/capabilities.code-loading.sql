-- id: capabilities.code-loading
-- question: Does code that can be reached load further code?
-- question.fr: Du code atteignable charge-t-il du code supplémentaire ?
-- severity: high
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407
-- why: Code that arrives later was not part of what was examined.
-- why.fr: Le code qui arrive plus tard ne faisait pas partie de ce qui a été examiné.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'code.load-dex' AND at_least(grade, 'reachable');
