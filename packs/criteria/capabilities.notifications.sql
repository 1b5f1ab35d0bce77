-- id: capabilities.notifications
-- question: Does code that can be reached read other apps' notifications?
-- question.fr: Du code atteignable lit-il les notifications des autres applications ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1517
-- why: Notifications show messages and codes of every app.
-- why.fr: Les notifications montrent messages et codes de toutes les applications.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'notifications.read' AND at_least(grade, 'reachable');
