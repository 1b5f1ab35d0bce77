-- id: network.debug-overrides
-- question: Does the app bring its own rules of trust for debuggable builds?
-- question.fr: L'application apporte-t-elle des règles de confiance propres aux versions débogables ?
-- severity: info
-- refs: MASVS-NETWORK-1, MASWE-0095
-- why: They count only where the app is debuggable: a reminder of how it was developed.
-- why.fr: Elles ne valent que si l'application est débogable : une trace de son développement.
SELECT domain AS subject, locus FROM network_config WHERE debug_only = 1;
