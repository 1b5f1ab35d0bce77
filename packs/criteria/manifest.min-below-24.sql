-- id: manifest.min-below-24
-- question: Does the app install on releases older than Android 7.0 (API level 24)?
-- question.fr: L'application s'installe-t-elle sur des versions antérieures à Android 7.0 (niveau d'API 24) ?
-- severity: low
-- refs: MASVS-CODE-1, MASWE-0077
-- why: Those devices get no security fixes, know no v2 signature and trust certificates that their user adds.
-- why.fr: Ces appareils ne reçoivent plus de correctifs, ignorent la signature v2 et se fient aux certificats ajoutés par l'utilisateur.
SELECT id AS subject, locus, 'API level ' || min_sdk AS detail FROM app WHERE min_sdk < 24;
