-- id: permissions.all-files
-- question: Does the app ask for all files of the shared storage?
-- question.fr: L'application demande-t-elle tous les fichiers du stockage partagé ?
-- severity: high
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1533
-- why: Documents and downloads of every other app are among them.
-- why.fr: Les documents et téléchargements de toutes les autres applications en font partie.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.MANAGE_EXTERNAL_STORAGE';
