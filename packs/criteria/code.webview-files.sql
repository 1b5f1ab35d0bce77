-- id: code.webview-files
-- question: Does the code name the settings that let web pages read local files?
-- question.fr: Le code nomme-t-il les réglages qui laissent les pages web lire des fichiers locaux ?
-- severity: medium
-- refs: MASVS-PLATFORM-2, MASWE-0069
-- why: A page can then read what the app stored.
-- why.fr: Une page peut alors lire ce que l'application a enregistré.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name IN ('Landroid/webkit/WebSettings;->setAllowFileAccessFromFileURLs(Z)V',
                'Landroid/webkit/WebSettings;->setAllowUniversalAccessFromFileURLs(Z)V');
