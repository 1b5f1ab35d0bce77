-- id: components.provider-open
-- question: Can other apps both read and write data of the app through a provider without a permission?
-- question.fr: D'autres applications peuvent-elles, sans autorisation, lire et écrire des données de l'application par un fournisseur ?
-- severity: high
-- refs: MASVS-PLATFORM-1, MASVS-STORAGE-2, MASWE-0064, ATTACK-T1409
-- why: What the provider holds belongs to every app on the device.
-- why.fr: Ce que contient le fournisseur appartient à toute application de l'appareil.
SELECT name AS subject, locus, authorities AS detail
  FROM components
 WHERE kind = 'provider' AND exported = 1 AND read_permission IS NULL AND write_permission IS NULL;
