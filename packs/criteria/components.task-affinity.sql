-- id: components.task-affinity
-- question: Does a window of the app ask to be put among the windows of another app?
-- question.fr: Une fenêtre de l'application demande-t-elle à prendre place parmi celles d'une autre application ?
-- severity: low
-- refs: MASVS-PLATFORM-3, MASWE-0057, ATTACK-T1417.002
-- why: It can then show itself in place of the other app's window and ask for its password.
-- why.fr: Elle peut alors se montrer à la place de l'autre fenêtre et demander son mot de passe.
SELECT c.name AS subject, c.locus, c.task_affinity AS detail
  FROM components AS c, app
 WHERE c.kind = 'activity' AND c.task_affinity <> app.id
   AND substr(c.task_affinity, 1, length(app.id) + 1) NOT IN (app.id || '.', app.id || ':');
