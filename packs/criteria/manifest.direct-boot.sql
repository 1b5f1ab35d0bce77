-- id: manifest.direct-boot
-- question: Does a part of the app run before the user has unlocked the device?
-- question.fr: Une partie de l'application s'exécute-t-elle avant que l'utilisateur n'ait déverrouillé l'appareil ?
-- severity: info
-- refs: MASVS-STORAGE-1, ATTACK-T1624.001
-- why: It works on storage that the user's secret does not protect.
-- why.fr: Elle travaille sur un stockage que le secret de l'utilisateur ne protège pas.
SELECT name AS subject, locus, kind AS detail FROM components WHERE direct_boot = 1;
