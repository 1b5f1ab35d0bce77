-- id: components.receiver-open
-- question: Can other apps send messages to receivers of the app without a permission?
-- question.fr: D'autres applications peuvent-elles, sans autorisation, envoyer des messages aux récepteurs de l'application ?
-- severity: low
-- refs: MASVS-PLATFORM-1, MASWE-0063
-- why: A message that looks like one of the system may come from anybody.
-- why.fr: Un message d'apparence système peut venir de n'importe qui.
SELECT name AS subject, locus, CASE enabled WHEN 0 THEN 'disabled when installed' END AS detail
  FROM components
 WHERE kind = 'receiver' AND exported = 1 AND permission IS NULL;
