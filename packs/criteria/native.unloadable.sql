-- id: native.unloadable
-- question: Does the app carry a native library that Android refuses to load?
-- question.fr: L'application contient-elle une bibliothèque native qu'Android refuse de charger ?
-- severity: low
-- refs: MASVS-RESILIENCE-3
-- why: It is broken, made for another system, or decrypted before use.
-- why.fr: Elle est abîmée, faite pour un autre système, ou déchiffrée avant usage.
SELECT name AS subject, locus, machine AS detail FROM native_libraries WHERE loadable = 0;
