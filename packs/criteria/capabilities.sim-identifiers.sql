-- id: capabilities.sim-identifiers
-- question: Does code that can be reached read identifiers of the SIM or the phone number?
-- question.fr: Du code atteignable lit-il des identifiants de la SIM ou le numéro ?
-- severity: high
-- refs: MASVS-PRIVACY-2, MASWE-0110, ATTACK-T1422
-- why: The number leads to a named subscriber.
-- why.fr: Le numéro mène à un abonné nommé.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'identifiers.sim' AND at_least(grade, 'reachable');
