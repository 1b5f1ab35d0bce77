-- id: permissions.sms
-- question: Does the app ask to read, receive or send text messages?
-- question.fr: L'application demande-t-elle à lire, recevoir ou envoyer des messages texte ?
-- severity: high
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1636.004, ATTACK-T1582
-- why: Text messages carry one-time codes, and sending them costs money.
-- why.fr: Les messages texte portent des codes à usage unique, et leur envoi coûte de l'argent.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.READ_SMS', 'android.permission.RECEIVE_SMS',
                'android.permission.SEND_SMS', 'android.permission.RECEIVE_MMS',
                'android.permission.RECEIVE_WAP_PUSH');
