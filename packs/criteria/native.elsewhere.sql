-- id: native.elsewhere
-- question: Does the app carry native code outside the folders it is installed from?
-- question.fr: L'application contient-elle du code natif hors des dossiers d'où il s'installe ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1575, ATTACK-T1406
-- why: Its own code must take it out and load or start it, unseen by those who look in lib/ only.
-- why.fr: Son propre code doit l'en sortir puis le charger ou le lancer, à l'insu de qui ne regarde que lib/.
SELECT name AS subject, locus, machine AS detail FROM native_libraries WHERE loaded_by IS NULL;
