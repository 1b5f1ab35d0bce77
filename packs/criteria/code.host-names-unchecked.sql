-- id: code.host-names-unchecked
-- question: Does the code name a checker that accepts every host name?
-- question.fr: Le code nomme-t-il un vérificateur qui accepte tout nom d'hôte ?
-- severity: high
-- refs: MASVS-NETWORK-1, MASWE-0052, ATTACK-T1638
-- why: A valid certificate of any site then passes for that of the app's server.
-- why.fr: Un certificat valable de n'importe quel site passe alors pour celui du serveur de l'application.
SELECT value AS subject, locus, dex AS detail
  FROM strings
 WHERE value IN ('Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;',
                 'ALLOW_ALL_HOSTNAME_VERIFIER',
                 'Lorg/apache/http/conn/ssl/NoopHostnameVerifier;',
                 'Lorg/apache/hc/client5/http/ssl/NoopHostnameVerifier;');
