-- id: capabilities.web-files
-- question: Does code that can be reached let web pages read files, or be debugged?
-- question.fr: Du code atteignable laisse-t-il des pages web lire des fichiers ou être déboguées ?
-- severity: medium
-- refs: MASVS-PLATFORM-2, MASWE-0069, MASWE-0074
-- why: A page that may read files can send them elsewhere.
-- why.fr: Une page qui peut lire des fichiers peut les envoyer ailleurs.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('webview.files', 'webview.debugging') AND at_least(grade, 'reachable');
