-- id: capabilities.messages-receive
-- question: Does code that can be reached receive text messages as they arrive?
-- question.fr: Du code atteignable reçoit-il les messages texte à leur arrivée ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1624.001, ATTACK-T1636.004
-- why: Codes that open accounts arrive as messages.
-- why.fr: Les codes qui ouvrent des comptes arrivent par message.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'messages.receive' AND at_least(grade, 'reachable');
