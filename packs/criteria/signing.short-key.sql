-- id: signing.short-key
-- question: Is the app signed with a key shorter than 2048 bits (RSA, DSA) or 224 bits (EC)?
-- question.fr: L'application est-elle signée par une clé de moins de 2048 bits (RSA, DSA) ou 224 bits (EC) ?
-- severity: high
-- refs: MASVS-CRYPTO-2, MASWE-0104
-- why: Such a key can be recovered by someone with means, who then signs updates in the name of the developer.
-- why.fr: Une telle clé peut être retrouvée par qui en a les moyens, et servir à signer des mises à jour au nom du développeur.
SELECT subject, locus, key_algorithm || ' ' || key_bits || ', ' || scheme AS detail
  FROM signers
 WHERE key_bits < CASE key_algorithm WHEN 'EC' THEN 224 ELSE 2048 END
   AND key_algorithm IN ('RSA', 'DSA', 'EC') AND lineage_position IS NULL AND scheme <> 'source-stamp';
