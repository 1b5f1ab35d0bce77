-- id: signing.stamp-refused
-- question: Does the app carry a source stamp that does not verify?
-- question.fr: L'application porte-t-elle une estampille d'origine qui n'est pas valable ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2
-- why: The stamp would say which store delivered the app; one that fails was copied from another file.
-- why.fr: L'estampille dirait quel magasin a livré l'application ; une estampille non valable vient d'un autre fichier.
SELECT scheme AS subject, locus, error AS detail
  FROM signatures
 WHERE scheme = 'source-stamp' AND present = 1 AND verified = 0;
