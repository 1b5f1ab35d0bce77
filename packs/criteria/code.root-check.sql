-- id: code.root-check
-- question: Does the code hold names by which a rooted device is recognised?
-- question.fr: Le code contient-il des noms auxquels se reconnaît un appareil débridé ?
-- severity: info
-- refs: MASVS-RESILIENCE-1, ATTACK-T1633.001, ATTACK-T1418.001
-- why: The app behaves differently there, or uses what it finds.
-- why.fr: L'application s'y comporte autrement, ou se sert de ce qu'elle trouve.
SELECT value AS subject, locus, dex AS detail
  FROM strings
 WHERE value IN ('/system/bin/su',
                 '/system/xbin/su',
                 '/sbin/su',
                 '/system/app/Superuser.apk',
                 '/system/bin/.ext/.su',
                 '/data/local/xbin/su',
                 '/su/bin/su',
                 'com.topjohnwu.magisk',
                 'com.noshufou.android.su',
                 'eu.chainfire.supersu',
                 'com.koushikdutta.superuser',
                 'test-keys');
