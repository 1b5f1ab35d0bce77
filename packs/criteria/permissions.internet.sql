-- id: permissions.internet
-- question: Can the app open network connections?
-- question.fr: L'application peut-elle ouvrir des connexions réseau ?
-- severity: info
-- refs: MASVS-NETWORK-1, ATTACK-T1437
-- why: Nobody is asked: what the app learns can leave the device.
-- why.fr: Personne n'est consulté : ce que l'application apprend peut quitter l'appareil.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.INTERNET';
