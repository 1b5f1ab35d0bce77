-- id: manifest.debuggable
-- question: Can anybody who holds the device attach a debugger to the app?
-- question.fr: Quiconque tient l'appareil peut-il attacher un débogueur à l'application ?
-- severity: high
-- refs: MASVS-RESILIENCE-4, MASWE-0067
-- why: A debugger reads and changes everything the app holds in memory.
-- why.fr: Un débogueur lit et modifie tout ce que l'application tient en mémoire.
SELECT id AS subject, locus FROM app WHERE debuggable = 1;
