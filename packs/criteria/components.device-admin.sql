-- id: components.device-admin
-- question: Does the app offer to administer the device?
-- question.fr: L'application propose-t-elle d'administrer l'appareil ?
-- severity: high
-- refs: MASVS-PLATFORM-1, ATTACK-T1626.001
-- why: An administrator can lock and erase the device, and is not simply uninstalled.
-- why.fr: Un administrateur peut verrouiller et effacer l'appareil, et ne se désinstalle pas simplement.
SELECT name AS subject, locus FROM components WHERE permission = 'android.permission.BIND_DEVICE_ADMIN';
