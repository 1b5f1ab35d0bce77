-- id: components.implicit-export
-- question: Can other apps reach something only because the manifest does not say otherwise?
-- question.fr: D'autres applications atteignent-elles un élément du seul fait que le manifeste ne dit rien ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0066
-- why: From Android 12 on such an app must say so itself: the opening may not have been intended.
-- why.fr: Depuis Android 12, l'application doit le dire elle-même : l'ouverture n'était peut-être pas voulue.
SELECT name AS subject, locus, kind AS detail
  FROM components
 WHERE exported = 1 AND exported_explicit = 0 AND launcher = 0;
