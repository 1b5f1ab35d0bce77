-- id: components.input-method
-- question: Does the app offer a keyboard?
-- question.fr: L'application offre-t-elle un clavier ?
-- severity: high
-- refs: MASVS-PLATFORM-3, ATTACK-T1417.001
-- why: A keyboard sees all that is typed, passwords included.
-- why.fr: Un clavier voit tout ce qui est tapé, mots de passe compris.
SELECT name AS subject, locus FROM components WHERE permission = 'android.permission.BIND_INPUT_METHOD';
