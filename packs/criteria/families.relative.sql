-- id: families.relative
-- question: Is it another app of the owner of such a family?
-- question.fr: Est-ce une autre application du propriétaire d'une telle famille ?
-- severity: high
-- refs: MASVS-PRIVACY-1
-- why: Some rules reach all apps of an owner.
-- why.fr: Certaines règles visent toutes les applications d'un propriétaire.
SELECT family AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM family_names
 WHERE relation = 'relative';
