-- id: packers.components-missing
-- question: Are most classes that the manifest names in no DEX file?
-- question.fr: La plupart des classes nommées par le manifeste manquent-elles aux fichiers DEX ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406, ATTACK-T1407
-- why: Their code comes from elsewhere when the app runs, or the app is not whole.
-- why.fr: Leur code vient d'ailleurs à l'exécution, ou l'application n'est pas entière.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE id = 'components-missing';
