-- id: capabilities.tls
-- question: Does code that can be reached accept connections without checking who answers?
-- question.fr: Du code atteignable accepte-t-il des connexions sans vérifier qui répond ?
-- severity: high
-- refs: MASVS-NETWORK-1, MASWE-0052, ATTACK-T1638
-- why: A connection that is not checked can be read and changed on the way.
-- why.fr: Une connexion non vérifiée peut être lue et modifiée en chemin.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability = 'tls.unchecked' AND at_least(grade, 'reachable');
