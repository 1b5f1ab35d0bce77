-- id: signing.unknown-block
-- question: Does the signing block hold data of a kind that Android does not know?
-- question.fr: Le bloc de signature contient-il des données d'un genre qu'Android ne connaît pas ?
-- severity: info
-- refs: MASVS-RESILIENCE-2
-- why: No signature covers such data: packagers keep channel names and tracking marks there.
-- why.fr: Aucune signature ne couvre ces données : des distributeurs y logent des noms de canal et des marques de suivi.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code = 'apksig.block.unknown'
   AND EXISTS (SELECT 1 FROM signatures WHERE present = 1);
