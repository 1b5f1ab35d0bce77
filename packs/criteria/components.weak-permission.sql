-- id: components.weak-permission
-- question: Is something that other apps reach guarded by a permission of the app's own that any app can get?
-- question.fr: Un élément accessible à d'autres applications est-il gardé par une autorisation de l'application que toute autre peut obtenir ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0059
-- why: A permission of level normal is given to whoever asks, and one of level dangerous by a tap.
-- why.fr: Une autorisation de niveau normal est donnée à qui la demande, et de niveau dangerous par un simple geste.
SELECT c.name AS subject, c.locus, d.name || ': ' || d.protection AS detail
  FROM components AS c JOIN defined_permissions AS d
    ON d.name IN (c.permission, c.read_permission, c.write_permission)
 WHERE c.exported = 1 AND (d.protection GLOB 'normal*' OR d.protection GLOB 'dangerous*');
