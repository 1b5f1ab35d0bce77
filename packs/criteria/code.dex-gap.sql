-- id: code.dex-gap
-- question: Is there a gap in the numbering of the code files, so that later ones are not loaded?
-- question.fr: La numérotation des fichiers de code a-t-elle une lacune, si bien que les suivants ne sont pas chargés ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1406
-- why: Tools that read all of them show code that never runs, or that is loaded in another way.
-- why.fr: Les outils qui les lisent tous montrent du code qui ne s'exécute jamais, ou se charge autrement.
SELECT subject, locus, detail FROM anomalies WHERE code = 'app.dex.gap';
