-- id: capabilities.web-bridge
-- question: Does code that can be reached let web pages call the app?
-- question.fr: Du code atteignable laisse-t-il des pages web appeler l'application ?
-- severity: medium
-- refs: MASVS-PLATFORM-2, MASWE-0068
-- why: What a page may call, whoever changes the page may call too.
-- why.fr: Ce qu'une page peut appeler, quiconque la modifie le peut aussi.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'webview.bridge' AND at_least(grade, 'reachable');
