-- id: sdks.run-from-china
-- question: Does the app contain code of companies run from China?
-- question.fr: L'application contient-elle du code d'entreprises dirigées depuis la Chine ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1474.001
-- why: What such a company can be made to do is decided by the law of the country it is run from.
-- why.fr: Ce à quoi une telle entreprise peut être contrainte relève du droit du pays d'où elle est dirigée.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE jurisdiction = 'CN' AND basis <> 'named' AND confidence <> 'low';
