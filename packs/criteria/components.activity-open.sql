-- id: components.activity-open
-- question: Can other apps open windows of the app, other than those the launcher shows, without a permission?
-- question.fr: D'autres applications peuvent-elles, sans autorisation, ouvrir des fenêtres de l'application autres que celles du lanceur ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0066
-- why: Each is a way in: it has to distrust what the caller hands over.
-- why.fr: Chacune est une entrée : elle doit se méfier de ce que l'appelant lui remet.
SELECT name AS subject, locus, CASE enabled WHEN 0 THEN 'disabled when installed' END AS detail
  FROM components
 WHERE kind IN ('activity', 'activity-alias') AND exported = 1 AND permission IS NULL AND launcher = 0;
