-- id: signing.v4-refused
-- question: Is the v4 signature file given beside the app one that Android refuses?
-- question.fr: Le fichier de signature v4 fourni avec l'application est-il refusé par Android ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2
-- why: Installed step by step over a cable, the app would stop at the first block that does not match.
-- why.fr: Installée par blocs au moyen d'un câble, l'application s'arrêterait au premier bloc qui ne correspond pas.
SELECT scheme AS subject, locus, error AS detail
  FROM signatures
 WHERE scheme = 'v4' AND present = 1 AND verified = 0;
