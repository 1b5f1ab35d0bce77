-- id: capabilities.calls
-- question: Does code that can be reached make phone calls?
-- question.fr: Du code atteignable passe-t-il des appels ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1616
-- why: A call costs money and carries sound from where the device is.
-- why.fr: Un appel coûte de l'argent et transmet le son du lieu.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'calls.make' AND at_least(grade, 'reachable');
