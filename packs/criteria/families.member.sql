-- id: families.member
-- question: Is it an app of a family that policies speak of?
-- question.fr: Est-ce une application d'une famille visée par des politiques ?
-- severity: critical
-- refs: MASVS-PRIVACY-1
-- why: Whether such an app may be used is not left to this evaluation.
-- why.fr: L'usage d'une telle application ne se décide pas ici.
SELECT family AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM family_names
 WHERE relation = 'member';
