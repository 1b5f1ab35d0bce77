-- id: packers.packed
-- question: Does a packer hide the app's code?
-- question.fr: Un empaqueteur cache-t-il le code de l'application ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406.002
-- why: What the app does is decided by code that is decrypted on the device: it was not examined.
-- why.fr: Ce que fait l'application dépend d'un code déchiffré sur l'appareil : il n'a pas été examiné.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'packer' AND id <> 'components-missing' AND confidence <> 'low';
