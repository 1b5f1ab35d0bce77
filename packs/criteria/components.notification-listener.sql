-- id: components.notification-listener
-- question: Does the app offer a service that reads the notifications of all apps?
-- question.fr: L'application offre-t-elle un service qui lit les notifications de toutes les applications ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1517
-- why: Notifications carry messages and one-time codes of every other app.
-- why.fr: Les notifications portent les messages et les codes à usage unique de toutes les autres applications.
SELECT name AS subject, locus FROM components WHERE permission = 'android.permission.BIND_NOTIFICATION_LISTENER_SERVICE';
