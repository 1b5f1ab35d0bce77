-- id: sdks.alibaba
-- question: Does the app contain code of Alibaba or Ant Group?
-- question.fr: L'application contient-elle du code de Alibaba ou Ant Group ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1474.001
-- why: A ban on a vendor's apps does not reach its code inside the apps of others.
-- why.fr: L'interdiction des applications d'un fournisseur n'atteint pas son code dans celles d'autrui.
SELECT id AS subject, locus, grade, basis || ': ' || detail AS detail
  FROM sdks
 WHERE owner_group IN ('alibaba', 'ant') AND basis <> 'named' AND confidence <> 'low';
