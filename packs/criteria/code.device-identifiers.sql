-- id: code.device-identifiers
-- question: Does the code name the calls that give lasting identifiers of the phone or its card?
-- question.fr: Le code nomme-t-il les appels qui donnent des identifiants durables du téléphone ou de sa carte ?
-- severity: medium
-- refs: MASVS-PRIVACY-2, MASWE-0110, ATTACK-T1426
-- why: They survive resets and follow the person across apps.
-- why.fr: Ils survivent aux réinitialisations et suivent la personne d'une application à l'autre.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name IN ('Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;',
                'Landroid/telephony/TelephonyManager;->getDeviceId(I)Ljava/lang/String;',
                'Landroid/telephony/TelephonyManager;->getImei()Ljava/lang/String;',
                'Landroid/telephony/TelephonyManager;->getImei(I)Ljava/lang/String;',
                'Landroid/telephony/TelephonyManager;->getMeid()Ljava/lang/String;',
                'Landroid/telephony/TelephonyManager;->getSubscriberId()Ljava/lang/String;',
                'Landroid/telephony/TelephonyManager;->getSimSerialNumber()Ljava/lang/String;',
                'Landroid/os/Build;->getSerial()Ljava/lang/String;');
