-- id: components.sms-receiver
-- question: Does the app listen for incoming text messages ahead of other apps?
-- question.fr: L'application écoute-t-elle les messages texte entrants avant les autres applications ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1636.004, ATTACK-T1582
-- why: A receiver with a raised priority sees one-time codes first, and on old devices can keep them from others.
-- why.fr: Un récepteur de priorité relevée voit les codes à usage unique en premier et, sur les anciens appareils, peut en priver les autres.
SELECT component AS subject, locus, 'priority ' || priority AS detail
  FROM intent_filters
 WHERE action IN ('android.provider.Telephony.SMS_RECEIVED', 'android.provider.Telephony.SMS_DELIVER',
                  'android.provider.Telephony.WAP_PUSH_RECEIVED', 'android.provider.Telephony.WAP_PUSH_DELIVER',
                  'android.intent.action.DATA_SMS_RECEIVED')
   AND priority > 0;
