-- id: manifest.queries-launcher
-- question: Does the app ask to see every app that has a window of its own?
-- question.fr: L'application demande-t-elle à voir toutes les applications qui ont une fenêtre ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1418
-- why: A query for the launcher's action shows it nearly all apps, without the permission to see all.
-- why.fr: Une requête sur l'action du lanceur lui montre presque toutes les applications, sans l'autorisation prévue à cet effet.
SELECT name AS subject, locus FROM queries WHERE kind = 'intent' AND name IN ('android.intent.action.MAIN', '*');
