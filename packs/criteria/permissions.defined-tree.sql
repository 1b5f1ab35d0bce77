-- id: permissions.defined-tree
-- question: Can the app define more permissions while it runs?
-- question.fr: L'application peut-elle définir d'autres autorisations pendant son exécution ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0059
-- why: Which permissions exist then cannot be told from the app as installed.
-- why.fr: Quelles autorisations existent alors ne se déduit pas de l'application installée.
SELECT name AS subject, locus FROM defined_permissions WHERE tree = 1;
