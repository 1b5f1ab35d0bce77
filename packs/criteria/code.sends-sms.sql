-- id: code.sends-sms
-- question: Does the code name the calls that send text messages?
-- question.fr: Le code nomme-t-il les appels qui envoient des messages texte ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1582
-- why: Messages cost money and can carry data out without the Internet.
-- why.fr: Les messages coûtent de l'argent et peuvent sortir des données sans Internet.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name IN ('Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V',
                'Landroid/telephony/SmsManager;->sendMultipartTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/util/ArrayList;Ljava/util/ArrayList;Ljava/util/ArrayList;)V',
                'Landroid/telephony/SmsManager;->sendDataMessage(Ljava/lang/String;Ljava/lang/String;S[BLandroid/app/PendingIntent;Landroid/app/PendingIntent;)V');
