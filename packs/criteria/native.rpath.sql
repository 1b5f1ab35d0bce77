-- id: native.rpath
-- question: Does a native library name folders of its own to load others from?
-- question.fr: Une bibliothèque native désigne-t-elle ses propres dossiers où en charger d'autres ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1625
-- why: Whoever can write there decides what code is loaded.
-- why.fr: Qui peut y écrire décide du code chargé.
SELECT name AS subject, locus, rpath AS detail FROM native_libraries WHERE rpath IS NOT NULL;
