-- id: permissions.biometrics
-- question: Does the app ask to check fingerprints or faces?
-- question.fr: L'application demande-t-elle à vérifier empreintes ou visages ?
-- severity: info
-- refs: MASVS-AUTH-2
-- why: The check stays with the system; what follows from it is up to the app.
-- why.fr: La vérification reste au système ; ce qui s'ensuit dépend de l'application.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.USE_BIOMETRIC', 'android.permission.USE_FINGERPRINT');
