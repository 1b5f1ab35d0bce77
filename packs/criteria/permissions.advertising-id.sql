-- id: permissions.advertising-id
-- question: Does the app ask for the advertising identifier?
-- question.fr: L'application demande-t-elle l'identifiant publicitaire ?
-- severity: low
-- refs: MASVS-PRIVACY-2, MASWE-0110
-- why: One number follows the person through all apps that ask for it.
-- why.fr: Un même numéro suit la personne dans toutes les applications qui le demandent.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'com.google.android.gms.permission.AD_ID';
