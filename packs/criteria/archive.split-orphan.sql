-- id: archive.split-orphan
-- question: Was a split given that belongs to no base among the files?
-- question.fr: Un module a-t-il été fourni sans la base à laquelle il appartient ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2
-- why: Android does not install it so, and what it adds was not examined together with its app.
-- why.fr: Android ne l'installe pas ainsi, et ce qu'il ajoute n'a pas été examiné avec son application.
SELECT subject, locus, detail FROM anomalies WHERE code = 'app.split.orphan';
