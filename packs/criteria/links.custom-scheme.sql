-- id: links.custom-scheme
-- question: Does the app answer to links of a scheme of its own?
-- question.fr: L'application répond-elle à des liens d'un schéma qui lui est propre ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0058, ATTACK-T1635.001
-- why: Any app may claim the same scheme: what such a link carries can end up elsewhere.
-- why.fr: Toute application peut réclamer le même schéma : ce que porte un tel lien peut aboutir ailleurs.
SELECT f.scheme || '://' || ifnull(f.host, '') AS subject, f.locus, f.component AS detail
  FROM intent_filters AS f
 WHERE f.action = 'android.intent.action.VIEW'
   AND instr(' ' || f.category || ' ', ' android.intent.category.BROWSABLE ') > 0
   AND lower(f.scheme) NOT IN ('http', 'https', 'file', 'content', 'mailto', 'tel', 'sms', 'smsto', 'geo', 'market');
