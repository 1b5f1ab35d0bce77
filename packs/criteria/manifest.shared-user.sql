-- id: manifest.shared-user
-- question: Does the app share its user id with other apps of the same signer?
-- question.fr: L'application partage-t-elle son identifiant d'utilisateur avec d'autres applications du même signataire ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0065
-- why: They then hold each other's files and permissions: none of them can be judged alone.
-- why.fr: Elles disposent alors des fichiers et des autorisations les unes des autres : aucune ne peut être jugée seule.
SELECT shared_user AS subject, locus FROM app WHERE shared_user IS NOT NULL;
