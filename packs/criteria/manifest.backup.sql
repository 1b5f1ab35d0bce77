-- id: manifest.backup
-- question: Do the app's files leave the device with its backups?
-- question.fr: Les fichiers de l'application quittent-ils l'appareil avec ses sauvegardes ?
-- severity: low
-- refs: MASVS-STORAGE-2, MASWE-0004, ATTACK-T1409
-- why: Whoever holds a backup, or the account it goes to, holds what the app stored.
-- why.fr: Qui détient une sauvegarde, ou le compte qui la reçoit, détient ce que l'application a enregistré.
SELECT id AS subject, locus FROM app WHERE allow_backup = 1;
