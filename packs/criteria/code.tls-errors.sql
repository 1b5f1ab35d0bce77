-- id: code.tls-errors
-- question: Does the code name the call that goes on in spite of a wrong certificate in a web page?
-- question.fr: Le code nomme-t-il l'appel qui passe outre à un certificat erroné d'une page web ?
-- severity: high
-- refs: MASVS-NETWORK-1, MASWE-0052, ATTACK-T1638
-- why: Where it is called without asking, somebody in the middle goes unnoticed.
-- why.fr: Là où il est appelé sans rien demander, un intermédiaire passe inaperçu.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name = 'Landroid/webkit/SslErrorHandler;->proceed()V';
