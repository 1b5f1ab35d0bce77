-- id: components.undefined-permission
-- question: Is something that other apps reach guarded by a permission that neither Android nor the app defines?
-- question.fr: Un élément accessible à d'autres applications est-il gardé par une autorisation que ni Android ni l'application ne définissent ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0059
-- why: Whichever app comes first may define it, at a level that lets itself in.
-- why.fr: La première application venue peut la définir, à un niveau qui lui ouvre l'accès.
SELECT name AS subject, locus, permission AS detail
  FROM components
 WHERE exported = 1 AND permission IS NOT NULL AND protection IS NULL;
