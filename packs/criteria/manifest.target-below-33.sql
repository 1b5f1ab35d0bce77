-- id: manifest.target-below-33
-- question: Is the app aimed at a release older than Android 13 (API level 33)?
-- question.fr: L'application vise-t-elle une version antérieure à Android 13 (niveau d'API 33) ?
-- severity: low
-- refs: MASVS-CODE-1, MASWE-0078
-- why: Android then spares it the rules of later releases, those on notifications and media among them.
-- why.fr: Android lui épargne alors les règles des versions suivantes, dont celles sur les notifications et les médias.
SELECT id AS subject, locus, 'API level ' || target_sdk AS detail FROM app WHERE target_sdk < 33;
