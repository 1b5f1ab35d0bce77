-- id: code.installed-apps
-- question: Does the code name the calls that list the apps on the device?
-- question.fr: Le code nomme-t-il les appels qui énumèrent les applications de l'appareil ?
-- severity: low
-- refs: MASVS-PRIVACY-1, ATTACK-T1418
-- why: The list identifies a person nearly as well as a number.
-- why.fr: Cette liste identifie une personne presque aussi bien qu'un numéro.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name IN ('Landroid/content/pm/PackageManager;->getInstalledPackages(I)Ljava/util/List;',
                'Landroid/content/pm/PackageManager;->getInstalledApplications(I)Ljava/util/List;');
