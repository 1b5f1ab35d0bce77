-- id: links.any-host
-- question: Does the app answer to links of every web site?
-- question.fr: L'application répond-elle aux liens de tous les sites web ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0058
-- why: Only a browser needs that: whatever is opened passes through the app.
-- why.fr: Seul un navigateur en a besoin : tout ce qui est ouvert passe par l'application.
SELECT f.scheme || '://' || ifnull(f.host, '*') AS subject, f.locus, f.component AS detail
  FROM intent_filters AS f
 WHERE f.action = 'android.intent.action.VIEW'
   AND instr(' ' || f.category || ' ', ' android.intent.category.BROWSABLE ') > 0
   AND lower(f.scheme) IN ('http', 'https') AND f.host = '*'
    OR f.action = 'android.intent.action.VIEW'
   AND instr(' ' || f.category || ' ', ' android.intent.category.BROWSABLE ') > 0
   AND lower(f.scheme) IN ('http', 'https') AND f.host IS NULL AND f.path IS NULL
   AND NOT EXISTS (SELECT 1 FROM intent_filters AS g WHERE g.filter = f.filter AND g.host IS NOT NULL);
