-- id: native.no-canary
-- question: Is a native library built without a check for stack overflows?
-- question.fr: Une bibliothèque native est-elle construite sans contrôle des débordements de pile ?
-- severity: low
-- refs: MASVS-CODE-4, MASWE-0116
-- why: An overflow is then not noticed before it does harm; a library without buffers needs no check.
-- why.fr: Un débordement n'est alors pas remarqué avant de nuire ; une bibliothèque sans tampon n'en a pas besoin.
SELECT name AS subject, locus FROM native_libraries WHERE canary = 0;
