-- id: permissions.body-sensors
-- question: Does the app ask for the heart rate, other body data or movements?
-- question.fr: L'application demande-t-elle le rythme cardiaque, d'autres données corporelles ou les mouvements ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1426
-- why: They are data on health.
-- why.fr: Ce sont des données de santé.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.BODY_SENSORS', 'android.permission.BODY_SENSORS_BACKGROUND',
                'android.permission.ACTIVITY_RECOGNITION',
                'android.permission.health.READ_HEART_RATE',
                'android.permission.health.READ_OXYGEN_SATURATION',
                'android.permission.health.READ_SKIN_TEMPERATURE',
                'android.permission.health.READ_HEALTH_DATA_IN_BACKGROUND');
