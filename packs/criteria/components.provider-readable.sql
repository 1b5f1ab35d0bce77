-- id: components.provider-readable
-- question: Can other apps read data of the app through a provider that protects only writing?
-- question.fr: D'autres applications peuvent-elles lire des données de l'application par un fournisseur qui ne protège que l'écriture ?
-- severity: high
-- refs: MASVS-PLATFORM-1, MASVS-STORAGE-2, MASWE-0064, ATTACK-T1409
-- why: A permission to write was asked for and one to read forgotten.
-- why.fr: Une autorisation d'écrire est exigée, celle de lire a été oubliée.
SELECT name AS subject, locus, authorities AS detail
  FROM components
 WHERE kind = 'provider' AND exported = 1 AND read_permission IS NULL AND write_permission IS NOT NULL;
