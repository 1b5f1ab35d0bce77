-- id: capabilities.accounts
-- question: Does code that can be reached list the device's accounts or ask for their tokens?
-- question.fr: Du code atteignable énumère-t-il les comptes de l'appareil ou demande-t-il leurs jetons ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASVS-PRIVACY-2
-- why: Account names tie the device to a person; tokens act in their name.
-- why.fr: Les noms de compte relient l'appareil à une personne ; les jetons agissent en son nom.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('accounts.read', 'accounts.tokens') AND at_least(grade, 'reachable');
