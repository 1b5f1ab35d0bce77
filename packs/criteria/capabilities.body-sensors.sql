-- id: capabilities.body-sensors
-- question: Does code that can be reached read body sensors or health records?
-- question.fr: Du code atteignable lit-il les capteurs corporels ou les données de santé ?
-- severity: high
-- refs: MASVS-PRIVACY-1
-- why: A heart rate is a fact about a person's health.
-- why.fr: La fréquence cardiaque renseigne sur la santé d'une personne.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('sensors.body', 'health.records') AND at_least(grade, 'reachable');
