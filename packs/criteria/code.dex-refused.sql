-- id: code.dex-refused
-- question: Does the app carry code that Android would refuse to load as it is?
-- question.fr: L'application contient-elle du code qu'Android refuserait de charger tel quel ?
-- severity: medium
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: It is broken, or meant to break the tools that read it.
-- why.fr: Il est abîmé, ou destiné à mettre en défaut les outils qui le lisent.
SELECT name AS subject, locus, refusal AS detail FROM dex_files WHERE refusal IS NOT NULL;
