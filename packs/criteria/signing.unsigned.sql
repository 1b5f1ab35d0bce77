-- id: signing.unsigned
-- question: Does the app, or one of its splits, carry no signature at all?
-- question.fr: L'application ou l'un de ses modules est-il dépourvu de toute signature ?
-- severity: critical
-- refs: MASVS-RESILIENCE-2, ATTACK-T1661
-- why: Nothing ties these bytes to anybody, and Android installs none of them.
-- why.fr: Rien ne rattache ces octets à qui que ce soit, et Android n'en installe aucun.
SELECT scheme AS subject, locus, error AS detail
  FROM signatures AS s
 WHERE present = 0
   AND NOT EXISTS (SELECT 1 FROM signatures AS other
                    WHERE other.artifact = s.artifact AND other.present = 1
                      AND other.scheme IN ('v1', 'v2', 'v3', 'v3.1'));
