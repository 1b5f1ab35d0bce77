-- id: components.autofill-service
-- question: Does the app offer to fill in the forms of other apps?
-- question.fr: L'application propose-t-elle de remplir les formulaires d'autres applications ?
-- severity: medium
-- refs: MASVS-PLATFORM-3, ATTACK-T1417.002
-- why: It sees the forms of other apps and what is entered there.
-- why.fr: Elle voit les formulaires d'autres applications et ce qui y est saisi.
SELECT name AS subject, locus FROM components WHERE permission = 'android.permission.BIND_AUTOFILL_SERVICE';
