-- id: code.carried-dex
-- question: Does the app carry Android code that the platform does not load by itself?
-- question.fr: L'application contient-elle du code Android que le système ne charge pas de lui-même ?
-- severity: medium
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407
-- why: The app loads it when it likes, or never: it has to be read all the same.
-- why.fr: L'application le charge à sa guise, ou jamais : il faut le lire malgré tout.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code IN ('app.dex.hidden', 'app.dex.gap');
