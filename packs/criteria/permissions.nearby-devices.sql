-- id: permissions.nearby-devices
-- question: Does the app ask to find devices nearby by Bluetooth, Wi-Fi or ultra-wideband?
-- question.fr: L'application demande-t-elle à trouver les appareils proches par Bluetooth, Wi-Fi ou bande ultralarge ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1421
-- why: What is around a device tells where it is and with whom.
-- why.fr: Ce qui entoure un appareil dit où il se trouve et avec qui.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.BLUETOOTH_SCAN', 'android.permission.BLUETOOTH_CONNECT',
                'android.permission.BLUETOOTH_ADVERTISE', 'android.permission.NEARBY_WIFI_DEVICES',
                'android.permission.UWB_RANGING', 'android.permission.RANGING');
