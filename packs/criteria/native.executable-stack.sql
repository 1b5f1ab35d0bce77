-- id: native.executable-stack
-- question: Does a native library ask for a stack that can be executed?
-- question.fr: Une bibliothèque native demande-t-elle une pile exécutable ?
-- severity: high
-- refs: MASVS-CODE-4, MASWE-0116
-- why: Data that an attacker places there then runs as code.
-- why.fr: Les données qu'un attaquant y dépose s'exécutent alors comme du code.
SELECT name AS subject, locus FROM native_libraries WHERE nx = 0;
