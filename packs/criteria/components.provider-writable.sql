-- id: components.provider-writable
-- question: Can other apps change data of the app through a provider that protects only reading?
-- question.fr: D'autres applications peuvent-elles modifier des données de l'application par un fournisseur qui ne protège que la lecture ?
-- severity: high
-- refs: MASVS-PLATFORM-1, MASWE-0064, ATTACK-T1641
-- why: Data that others can change is no longer the app's own.
-- why.fr: Des données que d'autres peuvent modifier ne sont plus celles de l'application.
SELECT name AS subject, locus, authorities AS detail
  FROM components
 WHERE kind = 'provider' AND exported = 1 AND read_permission IS NOT NULL AND write_permission IS NULL;
