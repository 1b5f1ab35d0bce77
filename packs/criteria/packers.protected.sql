-- id: packers.protected
-- question: Does a protector guard the app against examination?
-- question.fr: Un protecteur défend-il l'application contre l'examen ?
-- severity: low
-- refs: MASVS-RESILIENCE-3, MASVS-RESILIENCE-4, ATTACK-T1406
-- why: Parts of the code may be encrypted or may behave otherwise when they are watched.
-- why.fr: Des parties du code peuvent être chiffrées ou se comporter autrement sous observation.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'protector' AND confidence <> 'low';
