-- id: packers.loader-memory
-- question: Does the code name the loader that takes code from memory?
-- question.fr: Le code nomme-t-il le chargeur qui prend du code en mémoire ?
-- severity: high
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407, ATTACK-T1406
-- why: Code that was never a file leaves nothing to examine.
-- why.fr: Un code qui n'a jamais été un fichier ne laisse rien à examiner.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE id = 'loader-memory';
