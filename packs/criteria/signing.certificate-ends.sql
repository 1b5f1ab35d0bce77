-- id: signing.certificate-ends
-- question: Does the certificate of the app end before 22 October 2033, the earliest end that Google Play takes?
-- question.fr: Le certificat de l'application prend-il fin avant le 22 octobre 2033, terme minimal admis par Google Play ?
-- severity: low
-- refs: MASVS-CRYPTO-2
-- why: Android does not look at the end, but stores and the makers of updates do.
-- why.fr: Android n'en tient pas compte, mais les magasins et les outils de mise à jour le font.
SELECT subject, locus, 'valid until ' || not_after AS detail
  FROM signers
 WHERE not_after < '2033-10-22' AND lineage_position IS NULL AND scheme <> 'source-stamp';
