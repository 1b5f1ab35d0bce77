-- id: permissions.implied
-- question: Does Android give the app dangerous permissions it does not ask for, because of its old target level?
-- question.fr: Android accorde-t-il à l'application des autorisations dangereuses qu'elle ne demande pas, en raison de son ancien niveau cible ?
-- severity: low
-- refs: MASVS-CODE-1, MASWE-0078
-- why: They are in no list a reader of the manifest would see.
-- why.fr: Elles ne figurent dans aucune liste que verrait un lecteur du manifeste.
SELECT name AS subject, locus, protection AS detail
  FROM permissions
 WHERE declared = 0 AND protection GLOB 'dangerous*';
