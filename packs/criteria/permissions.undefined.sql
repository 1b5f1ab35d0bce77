-- id: permissions.undefined
-- question: Does the app ask for permissions that neither Android nor the app defines?
-- question.fr: L'application demande-t-elle des autorisations que ni Android ni elle-même ne définissent ?
-- severity: info
-- refs: MASVS-PLATFORM-1, MASWE-0059
-- why: Another app defines them, perhaps not the one that was meant.
-- why.fr: Une autre application les définit, peut-être pas celle que l'on croit.
SELECT name AS subject, locus FROM permissions WHERE declared = 1 AND protection IS NULL;
