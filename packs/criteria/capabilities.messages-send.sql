-- id: capabilities.messages-send
-- question: Does code that can be reached send text messages?
-- question.fr: Du code atteignable envoie-t-il des messages texte ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1582
-- why: They cost money and speak in the person's name.
-- why.fr: Ils coûtent de l'argent et parlent au nom de la personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'messages.send' AND at_least(grade, 'reachable');
