-- id: components.call-service
-- question: Does the app offer to handle, screen or redirect phone calls?
-- question.fr: L'application propose-t-elle de traiter, filtrer ou rediriger les appels ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1616
-- why: It learns of every call and can end it or send it elsewhere.
-- why.fr: Elle apprend chaque appel et peut l'interrompre ou l'envoyer ailleurs.
SELECT name AS subject, locus, permission AS detail
  FROM components
 WHERE permission IN ('android.permission.BIND_INCALL_SERVICE', 'android.permission.BIND_SCREENING_SERVICE',
                      'android.permission.BIND_CALL_REDIRECTION_SERVICE');
