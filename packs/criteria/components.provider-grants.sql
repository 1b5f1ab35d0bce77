-- id: components.provider-grants
-- question: Does a provider that other apps reach also let access to single items be passed on?
-- question.fr: Un fournisseur accessible à d'autres applications laisse-t-il aussi transmettre l'accès à des éléments isolés ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0064
-- why: Passing on goes around the permission that protects the provider.
-- why.fr: Cette transmission contourne l'autorisation qui protège le fournisseur.
SELECT name AS subject, locus, authorities AS detail
  FROM components
 WHERE kind = 'provider' AND exported = 1 AND grant_uri = 1;
