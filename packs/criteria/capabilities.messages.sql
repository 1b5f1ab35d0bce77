-- id: capabilities.messages
-- question: Does code that can be reached read or change text messages?
-- question.fr: Du code atteignable lit-il ou modifie-t-il les messages texte ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1636.004
-- why: Messages hold private talk and the codes that open accounts.
-- why.fr: Les messages contiennent des échanges privés et les codes qui ouvrent des comptes.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('messages.read', 'messages.write') AND at_least(grade, 'reachable');
