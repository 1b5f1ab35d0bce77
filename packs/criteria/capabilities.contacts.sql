-- id: capabilities.contacts
-- question: Does code that can be reached read the contacts?
-- question.fr: Du code atteignable lit-il les contacts ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1636.003
-- why: The address book names people who never agreed to anything.
-- why.fr: Le carnet d'adresses nomme des personnes qui n'ont consenti à rien.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'contacts.read' AND at_least(grade, 'reachable');
