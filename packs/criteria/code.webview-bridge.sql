-- id: code.webview-bridge
-- question: Does the code name the call that opens the app to scripts of a web page?
-- question.fr: Le code nomme-t-il l'appel qui ouvre l'application aux scripts d'une page web ?
-- severity: medium
-- refs: MASVS-PLATFORM-2, MASWE-0068
-- why: A page, or whoever changes it on the way, then calls into the app.
-- why.fr: Une page, ou qui la modifie en chemin, appelle alors l'application.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name = 'Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V';
