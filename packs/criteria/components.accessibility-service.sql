-- id: components.accessibility-service
-- question: Does the app offer an accessibility service?
-- question.fr: L'application offre-t-elle un service d'accessibilité ?
-- severity: high
-- refs: MASVS-PLATFORM-1, ATTACK-T1453
-- why: Once the user turns it on, it reads every screen and acts in place of the user.
-- why.fr: Une fois activé par l'utilisateur, il lit tous les écrans et agit à sa place.
SELECT name AS subject, locus FROM components WHERE permission = 'android.permission.BIND_ACCESSIBILITY_SERVICE';
