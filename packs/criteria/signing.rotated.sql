-- id: signing.rotated
-- question: Does the app carry a proof that its signing key was replaced?
-- question.fr: L'application porte-t-elle la preuve que sa clé de signature a été remplacée ?
-- severity: info
-- refs: MASVS-CRYPTO-2
-- why: Older releases of Android still go by the former key: both have to be watched, and both revoked.
-- why.fr: Les anciennes versions d'Android s'en tiennent à la clé précédente : il faut surveiller les deux et, le cas échéant, révoquer les deux.
SELECT subject, locus, scheme || ', place ' || lineage_position || ' of the proof' AS detail
  FROM signers
 WHERE lineage_position IS NOT NULL;
