-- id: code.loader
-- question: Does the code name a class that loads more code while the app runs?
-- question.fr: Le code nomme-t-il une classe qui charge d'autre code pendant l'exécution ?
-- severity: medium
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407
-- why: What is loaded so is not in the app: nothing can be said about it here.
-- why.fr: Ce qui est ainsi chargé n'est pas dans l'application : rien ne peut en être dit ici.
SELECT value AS subject, locus, dex AS detail
  FROM strings
 WHERE value IN ('Ldalvik/system/DexClassLoader;',
                 'Ldalvik/system/PathClassLoader;',
                 'Ldalvik/system/InMemoryDexClassLoader;',
                 'Ldalvik/system/DelegateLastClassLoader;',
                 'Ldalvik/system/BaseDexClassLoader;',
                 'Ldalvik/system/DexFile;');
