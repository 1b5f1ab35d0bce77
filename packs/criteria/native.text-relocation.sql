-- id: native.text-relocation
-- question: Does a native library change its own code when it is loaded?
-- question.fr: Une bibliothèque native modifie-t-elle son propre code au chargement ?
-- severity: medium
-- refs: MASVS-CODE-4, MASWE-0116
-- why: Its code has to be writable for a while; current releases refuse to load it.
-- why.fr: Son code doit être modifiable un moment ; les versions actuelles refusent de la charger.
SELECT o.subject, o.locus, o.detail
  FROM anomalies AS o
 WHERE o.code = 'elf.textrel' AND EXISTS (SELECT 1 FROM native_libraries);
