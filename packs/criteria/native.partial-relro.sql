-- id: native.partial-relro
-- question: Does a native library protect its tables of addresses only in part?
-- question.fr: Une bibliothèque native ne protège-t-elle qu'en partie ses tables d'adresses ?
-- severity: info
-- refs: MASVS-CODE-4, MASWE-0116
-- why: Entries that are filled in later stay writable, on systems that do so; Android fills in all at once.
-- why.fr: Les entrées remplies plus tard restent modifiables là où le système procède ainsi ; Android les remplit toutes d'emblée.
SELECT name AS subject, locus FROM native_libraries WHERE relro = 'partial';
