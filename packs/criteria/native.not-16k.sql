-- id: native.not-16k
-- question: Is a 64-bit library of the app unfit for devices with 16 KiB pages?
-- question.fr: Une bibliothèque 64 bits de l'application est-elle inadaptée aux appareils à pages de 16 Kio ?
-- severity: info
-- refs: MASVS-CODE-1
-- why: Those devices load it in a mode of compatibility, or not at all.
-- why.fr: Ces appareils la chargent en mode de compatibilité, ou pas du tout.
SELECT name AS subject, locus, 'segments aligned to ' || page_align AS detail FROM native_libraries WHERE page_align < 16384 AND machine IN ('arm64-v8a', 'x86_64', 'riscv64');
