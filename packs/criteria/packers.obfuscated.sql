-- id: packers.obfuscated
-- question: Does a known obfuscator hide names or strings of the code?
-- question.fr: Un brouilleur connu cache-t-il des noms ou des chaînes du code ?
-- severity: info
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Addresses and keys in hidden strings are not found.
-- why.fr: Les adresses et les clés dans des chaînes cachées ne sont pas trouvées.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'obfuscator' AND confidence <> 'low';
