-- id: manifest.preview
-- question: Is the app built for an unfinished release of Android?
-- question.fr: L'application est-elle faite pour une version inachevée d'Android ?
-- severity: info
-- refs: MASVS-CODE-1
-- why: It installs on preview devices only, so it cannot be what people are to use.
-- why.fr: Elle ne s'installe que sur des appareils de préversion : ce n'est pas ce que le public doit utiliser.
SELECT id AS subject, locus, ifnull(min_sdk_codename, target_sdk_codename) AS detail
  FROM app
 WHERE min_sdk_codename IS NOT NULL OR target_sdk_codename IS NOT NULL;
