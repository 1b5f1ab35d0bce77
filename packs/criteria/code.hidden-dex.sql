-- id: code.hidden-dex
-- question: Does the app carry Android code in files that are not named as such?
-- question.fr: L'application contient-elle du code Android dans des fichiers qui n'en portent pas le nom ?
-- severity: high
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1406, ATTACK-T1407
-- why: Scanners that go by names do not see it; the app can load it when it likes.
-- why.fr: Les analyseurs qui s'en tiennent aux noms ne le voient pas ; l'application peut le charger à sa guise.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code = 'app.dex.hidden' AND lower(subject) NOT GLOB '*.dex';
