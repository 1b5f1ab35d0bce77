-- id: manifest.test-only
-- question: Is the app marked as a test build?
-- question.fr: L'application est-elle marquée comme une version d'essai ?
-- severity: high
-- refs: MASVS-RESILIENCE-4, MASWE-0094
-- why: Android installs it from a computer only: it was not meant for people.
-- why.fr: Android ne l'installe que depuis un ordinateur : elle n'était pas destinée au public.
SELECT id AS subject, locus FROM app WHERE test_only = 1;
