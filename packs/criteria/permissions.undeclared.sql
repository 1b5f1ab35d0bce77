-- id: permissions.undeclared
-- question: Does code that can be reached need permissions that the app does not ask for?
-- question.fr: Du code atteignable a-t-il besoin de permissions que l'application ne demande pas ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117
-- why: It fails, or waits for a version that asks: what the code is made for is more than the manifest says.
-- why.fr: Il échoue, ou attend une version qui demande : le code est fait pour plus que ne dit le manifeste.
SELECT api AS subject, grade, path AS witness, locus, permission AS detail
  FROM needs
 WHERE held = 'never' AND grantable = 1 AND conditional = 0 AND at_least(grade, 'reachable') AND source NOT LIKE 'axplorer%';
