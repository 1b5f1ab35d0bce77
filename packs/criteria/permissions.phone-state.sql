-- id: permissions.phone-state
-- question: Does the app ask for the phone number, the state of calls or identifiers of the phone?
-- question.fr: L'application demande-t-elle le numéro de téléphone, l'état des appels ou des identifiants du téléphone ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1426, ATTACK-T1422
-- why: They tie what the app does to one person for good.
-- why.fr: Ils rattachent durablement ce que fait l'application à une personne.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.READ_PHONE_STATE', 'android.permission.READ_PHONE_NUMBERS',
                'android.permission.READ_BASIC_PHONE_STATE');
