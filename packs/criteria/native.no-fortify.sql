-- id: native.no-fortify
-- question: Does a native library use no length-checked variant of memory and text functions?
-- question.fr: Une bibliothèque native n'emploie-t-elle aucune variante à longueur contrôlée des fonctions de mémoire et de texte ?
-- severity: info
-- refs: MASVS-CODE-4, MASWE-0116
-- why: Overflows that the C library would stop go through.
-- why.fr: Des débordements que la bibliothèque C arrêterait passent.
SELECT name AS subject, locus FROM native_libraries WHERE fortify = 0;
