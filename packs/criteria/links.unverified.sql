-- id: links.unverified
-- question: Does the app answer to web links without Android checking that the site is its own?
-- question.fr: L'application répond-elle à des liens web sans qu'Android vérifie que le site est le sien ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0058, ATTACK-T1635.001
-- why: Another app can offer to open the same links, and this one those of a site that is not its own.
-- why.fr: Une autre application peut proposer d'ouvrir ces liens, et celle-ci ceux d'un site qui n'est pas le sien.
SELECT f.scheme || '://' || ifnull(f.host, '') AS subject, f.locus, f.component AS detail
  FROM intent_filters AS f
 WHERE f.action = 'android.intent.action.VIEW'
   AND instr(' ' || f.category || ' ', ' android.intent.category.BROWSABLE ') > 0
   AND lower(f.scheme) IN ('http', 'https') AND f.auto_verify = 0;
