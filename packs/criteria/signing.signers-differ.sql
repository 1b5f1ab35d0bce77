-- id: signing.signers-differ
-- question: Do different signature schemes of the app name different signers?
-- question.fr: Des schémas de signature de l'application désignent-ils des signataires différents ?
-- severity: high
-- refs: MASVS-RESILIENCE-2, ATTACK-T1661
-- why: Who vouches for the app then depends on the release of Android that reads it.
-- why.fr: Celui qui répond de l'application dépend alors de la version d'Android qui la lit.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code = 'apksig.signers.differ'
   AND EXISTS (SELECT 1 FROM signatures WHERE present = 1);
