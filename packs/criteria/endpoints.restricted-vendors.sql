-- id: endpoints.restricted-vendors
-- question: Does the app name hosts of ByteDance, Kaspersky or Tencent?
-- question.fr: L'application nomme-t-elle des hôtes de ByteDance, de Kaspersky ou de Tencent ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1437
-- why: Their apps are kept off devices of several governments; their services can be reached by others.
-- why.fr: Leurs applications sont exclues des appareils de plusieurs gouvernements ; leurs services restent joignables par d'autres.
SELECT host AS subject, locus, grade, owner AS detail
  FROM endpoints
 WHERE owner_group IN ('bytedance', 'kaspersky', 'tencent') AND kind IN ('url', 'ip', 'host', 'template', 'domain');
