-- id: manifest.target-below-29
-- question: Is the app aimed at a release older than Android 10 (API level 29)?
-- question.fr: L'application vise-t-elle une version antérieure à Android 10 (niveau d'API 29) ?
-- severity: medium
-- refs: MASVS-CODE-1, MASWE-0078
-- why: It keeps the whole shared storage and its place in the background, and may start programs from its own files.
-- why.fr: Elle garde tout le stockage partagé, l'accès en arrière-plan et le droit de lancer des programmes depuis ses propres fichiers.
SELECT id AS subject, locus, 'API level ' || target_sdk AS detail FROM app WHERE target_sdk < 29;
