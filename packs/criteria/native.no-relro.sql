-- id: native.no-relro
-- question: Does a native library leave its tables of addresses writable?
-- question.fr: Une bibliothèque native laisse-t-elle ses tables d'adresses modifiables ?
-- severity: medium
-- refs: MASVS-CODE-4, MASWE-0116
-- why: One stray write redirects its calls.
-- why.fr: Une seule écriture égarée détourne ses appels.
SELECT name AS subject, locus FROM native_libraries WHERE relro = 'none';
