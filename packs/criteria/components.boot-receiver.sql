-- id: components.boot-receiver
-- question: Does the app start by itself when the device does?
-- question.fr: L'application démarre-t-elle d'elle-même avec l'appareil ?
-- severity: info
-- refs: MASVS-PLATFORM-1, ATTACK-T1624.001
-- why: It runs without anybody having opened it since.
-- why.fr: Elle s'exécute sans que personne ne l'ait ouverte depuis.
SELECT component AS subject, locus, action AS detail
  FROM intent_filters
 WHERE action IN ('android.intent.action.BOOT_COMPLETED', 'android.intent.action.LOCKED_BOOT_COMPLETED',
                  'android.intent.action.QUICKBOOT_POWERON', 'com.htc.intent.action.QUICKBOOT_POWERON');
