-- id: code.webview-debugging
-- question: Does the code name the call that lets web pages in the app be debugged?
-- question.fr: Le code nomme-t-il l'appel qui permet de déboguer les pages web de l'application ?
-- severity: medium
-- refs: MASVS-RESILIENCE-4, MASWE-0074
-- why: A computer on the cable then reads and changes the pages.
-- why.fr: Un ordinateur relié par câble lit et modifie alors les pages.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name = 'Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V';
