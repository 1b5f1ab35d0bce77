-- id: native.not-stripped
-- question: Does a native library still carry its symbol table for debuggers?
-- question.fr: Une bibliothèque native porte-t-elle encore sa table de symboles de débogage ?
-- severity: info
-- refs: MASVS-RESILIENCE-3, MASWE-0093
-- why: It names the functions for whoever takes the library apart.
-- why.fr: Elle nomme les fonctions à qui démonte la bibliothèque.
SELECT name AS subject, locus FROM native_libraries WHERE stripped = 0;
