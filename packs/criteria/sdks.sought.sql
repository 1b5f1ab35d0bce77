-- id: sdks.sought
-- question: Does the code name classes of SDKs that are not in the app?
-- question.fr: Le code nomme-t-il des classes de trousses absentes de l'application ?
-- severity: info
-- refs: MASVS-CODE-4
-- why: It uses them when something else brings them, or only asks whether they are there.
-- why.fr: Il s'en sert si autre chose les apporte, ou demande seulement si elles sont là.
SELECT id AS subject, locus, grade, detail FROM sdks WHERE basis = 'named';
