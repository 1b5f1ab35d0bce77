-- id: default
-- title: Default policy
-- title.fr: Politique par défaut
SELECT CASE answer WHEN 'yes' THEN 'not met' ELSE 'undetermined' END AS result, criterion
  FROM answers WHERE criterion = 'manifest.debuggable' AND answer <> 'no';
