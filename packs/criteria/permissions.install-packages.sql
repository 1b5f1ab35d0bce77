-- id: permissions.install-packages
-- question: Does the app ask to install other apps?
-- question.fr: L'application demande-t-elle à installer d'autres applications ?
-- severity: high
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1544
-- why: What it brings later has been examined by nobody.
-- why.fr: Ce qu'elle apporte ensuite n'a été examiné par personne.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.REQUEST_INSTALL_PACKAGES', 'android.permission.INSTALL_PACKAGES');
