-- id: permissions.contacts
-- question: Does the app ask for the contacts or the accounts on the device?
-- question.fr: L'application demande-t-elle les contacts ou les comptes de l'appareil ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1636.003
-- why: They are data of people who never agreed to anything.
-- why.fr: Ce sont les données de personnes qui n'ont consenti à rien.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.READ_CONTACTS', 'android.permission.WRITE_CONTACTS',
                'android.permission.GET_ACCOUNTS');
