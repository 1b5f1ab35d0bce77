-- id: capabilities.contacts-change
-- question: Does code that can be reached change the contacts?
-- question.fr: Du code atteignable modifie-t-il les contacts ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1641
-- why: A changed number sends calls and messages elsewhere.
-- why.fr: Un numéro modifié envoie appels et messages ailleurs.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'contacts.write' AND at_least(grade, 'reachable');
