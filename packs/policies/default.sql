-- id: default
-- title: Default policy
-- title.fr: Politique par défaut
--
-- For apps on an organisation's phones. Every question counted here is a line of `rules` with what follows from its
-- yes, and why, or under which condition the app can be accepted all the same. Questions that
-- are not here inform and decide nothing.
--
-- A question under "not met" that cannot be answered makes the result undetermined; one under "met with conditions"
-- leaves the condition standing, since nobody can say that it is not needed.
--
-- The details in French, each behind the words it stands for:
-- fr: Android itself refuses the signature = Android lui-même refuse la signature
-- fr: a debug key protects nothing and is no maker's name = une clé de débogage ne protège rien et n'est le nom d'aucun éditeur
-- fr: a test build is not meant for people = une version d'essai n'est pas destinée au public
-- fr: accept only with a date by which the maker signs with SHA-256 = n'accepter qu'avec une date à laquelle l'éditeur signera avec SHA-256
-- fr: accept only with a date by which the maker signs with v2 or later = n'accepter qu'avec une date à laquelle l'éditeur signera avec v2 ou plus récent
-- fr: allow it as a browser or not at all = l'autoriser comme navigateur ou pas du tout
-- fr: allow it on trusted networks or through a VPN only = ne l'autoriser que sur des réseaux de confiance ou à travers un RPV
-- fr: anybody can sign in the name of its maker = n'importe qui peut signer au nom de son éditeur
-- fr: ask the maker for a build aimed at a current release = demander à l'éditeur une version qui vise une version actuelle d'Android
-- fr: ask the maker for a build without it = demander à l'éditeur une version qui en soit exempte
-- fr: ask the maker for a file that installs whole = demander à l'éditeur un fichier qui s'installe en entier
-- fr: ask the maker what can be changed = demander à l'éditeur ce qui peut être modifié
-- fr: ask the maker what can be passed on = demander à l'éditeur ce qui peut être transmis
-- fr: ask the maker what can be read = demander à l'éditeur ce qui peut être lu
-- fr: ask the maker what the permission guards = demander à l'éditeur ce que garde la permission
-- fr: ask the maker what the service does for a stranger = demander à l'éditeur ce que le service fait pour un inconnu
-- fr: code is kept out of sight of whoever looks for it by name = du code est soustrait à la vue de qui le cherche par son nom
-- fr: data of the app lies open to every app, to read and to change = des données de l'application sont ouvertes à toute autre, en lecture et en écriture
-- fr: deny the access by device management unless its purpose is agreed = refuser l'accès par la gestion des appareils, sauf accord sur sa finalité
-- fr: deny the permission by device management unless its purpose is agreed = refuser la permission par la gestion des appareils, sauf accord sur sa finalité
-- fr: deny the permission for text messages by device management = refuser la permission des messages texte par la gestion des appareils
-- fr: deny the permission in work profiles unless its purpose is agreed = refuser la permission dans les profils professionnels, sauf accord sur sa finalité
-- fr: do not let it become an administrator of the device = ne pas la laisser devenir administratrice de l'appareil
-- fr: do not let it become the VPN of the device = ne pas la laisser devenir le RPV de l'appareil
-- fr: examine the app inside as well = examiner aussi l'application contenue
-- fr: forbid access to notifications by device management = interdire l'accès aux notifications par la gestion des appareils
-- fr: forbid accessibility services other than those listed = interdire les services d'accessibilité autres que ceux d'une liste
-- fr: forbid backups by device management = interdire les sauvegardes par la gestion des appareils
-- fr: forbid certificates of users by device management = interdire les certificats des utilisateurs par la gestion des appareils
-- fr: forbid installation by apps by device management = interdire l'installation par des applications par la gestion des appareils
-- fr: forbid keyboards other than those listed = interdire les claviers autres que ceux d'une liste
-- fr: get it again from its source, and compare = l'obtenir de nouveau de sa source, et comparer
-- fr: get it from another source, and compare = l'obtenir d'une autre source, et comparer
-- fr: get it from its maker's own store, and compare = l'obtenir du magasin de son éditeur, et comparer
-- fr: have the code outside lib/ examined = faire examiner le code hors de lib/
-- fr: have the code that is carried along examined = faire examiner le code qu'elle transporte
-- fr: have the manifest examined by more than one tool = faire examiner le manifeste par plus d'un outil
-- fr: have the places that call it examined = faire examiner les endroits qui l'appellent
-- fr: have the places that name it examined = faire examiner les endroits qui le nomment
-- fr: judge the apps that share its user id together with it = juger avec elle les applications qui partagent son identifiant d'utilisateur
-- fr: keep it off devices of Android 5.0 to 8.0 = la tenir à l'écart des appareils sous Android 5.0 à 8.0
-- fr: nobody answers for an app that carries no signature = personne ne répond d'une application qui ne porte aucune signature
-- fr: reviewers are shown another content than the device = les examinateurs voient un autre contenu que l'appareil
-- fr: reviewers may unpack another app than the device installs = les examinateurs peuvent extraire une autre application que celle que l'appareil installe
-- fr: state the purpose in the record of approval = énoncer la finalité dans le dossier d'approbation
-- fr: the file is made to keep reviewers out = le fichier est fait pour écarter les examinateurs
-- fr: the key can be recovered, and updates signed with it = la clé peut être retrouvée, et des mises à jour signées avec elle
-- fr: watch what the app fetches: code that comes later was not examined = surveiller ce que l'application télécharge : le code venu plus tard n'a pas été examiné
-- fr: who answers for the app depends on the device = qui répond de l'application dépend de l'appareil
-- fr: whoever holds the device reads and changes the app while it runs = qui tient l'appareil lit et modifie l'application pendant qu'elle tourne
WITH rules(criterion, result, undetermined, detail) AS (VALUES
    ('signing.unsigned', 'not met', 'undetermined',
     'nobody answers for an app that carries no signature'),
    ('signing.refused', 'not met', 'undetermined',
     'Android itself refuses the signature'),
    ('signing.published-key', 'not met', 'undetermined',
     'anybody can sign in the name of its maker'),
    ('signing.debug-certificate', 'not met', 'undetermined',
     'a debug key protects nothing and is no maker''s name'),
    ('signing.short-key', 'not met', 'undetermined',
     'the key can be recovered, and updates signed with it'),
    ('signing.signers-differ', 'not met', 'undetermined',
     'who answers for the app depends on the device'),
    ('manifest.debuggable', 'not met', 'undetermined',
     'whoever holds the device reads and changes the app while it runs'),
    ('manifest.test-only', 'not met', 'undetermined',
     'a test build is not meant for people'),
    ('components.provider-open', 'not met', 'undetermined',
     'data of the app lies open to every app, to read and to change'),
    ('archive.fake-encryption', 'not met', 'undetermined',
     'the file is made to keep reviewers out'),
    ('archive.unknown-method', 'not met', 'undetermined',
     'the file is made to keep reviewers out'),
    ('archive.decoy', 'not met', 'undetermined',
     'reviewers are shown another content than the device'),
    ('archive.names', 'not met', 'undetermined',
     'reviewers may unpack another app than the device installs'),
    ('code.hidden-dex', 'not met', 'undetermined',
     'code is kept out of sight of whoever looks for it by name'),
    ('signing.v1-only', 'met with conditions', 'met with conditions',
     'accept only with a date by which the maker signs with v2 or later'),
    ('signing.janus', 'met with conditions', 'met with conditions',
     'keep it off devices of Android 5.0 to 8.0'),
    ('signing.weak-digest', 'met with conditions', 'met with conditions',
     'accept only with a date by which the maker signs with SHA-256'),
    ('signing.stamp-refused', 'met with conditions', 'met with conditions',
     'get it from its maker''s own store, and compare'),
    ('manifest.target-below-29', 'met with conditions', 'met with conditions',
     'ask the maker for a build aimed at a current release'),
    ('manifest.shared-user', 'met with conditions', 'met with conditions',
     'judge the apps that share its user id together with it'),
    ('manifest.backup', 'met with conditions', 'met with conditions',
     'forbid backups by device management'),
    ('network.cleartext', 'met with conditions', 'met with conditions',
     'allow it on trusted networks or through a VPN only'),
    ('network.cleartext-domains', 'met with conditions', 'met with conditions',
     'allow it on trusted networks or through a VPN only'),
    ('network.user-certificates', 'met with conditions', 'met with conditions',
     'forbid certificates of users by device management'),
    ('components.service-open', 'met with conditions', 'met with conditions',
     'ask the maker what the service does for a stranger'),
    ('components.provider-readable', 'met with conditions', 'met with conditions',
     'ask the maker what can be read'),
    ('components.provider-writable', 'met with conditions', 'met with conditions',
     'ask the maker what can be changed'),
    ('components.provider-grants', 'met with conditions', 'met with conditions',
     'ask the maker what can be passed on'),
    ('components.weak-permission', 'met with conditions', 'met with conditions',
     'ask the maker what the permission guards'),
    ('components.accessibility-service', 'met with conditions', 'met with conditions',
     'forbid accessibility services other than those listed'),
    ('components.notification-listener', 'met with conditions', 'met with conditions',
     'forbid access to notifications by device management'),
    ('components.device-admin', 'met with conditions', 'met with conditions',
     'do not let it become an administrator of the device'),
    ('components.vpn-service', 'met with conditions', 'met with conditions',
     'do not let it become the VPN of the device'),
    ('components.input-method', 'met with conditions', 'met with conditions',
     'forbid keyboards other than those listed'),
    ('components.sms-receiver', 'met with conditions', 'met with conditions',
     'deny the permission for text messages by device management'),
    ('permissions.sms', 'met with conditions', 'met with conditions',
     'deny the permission by device management unless its purpose is agreed'),
    ('permissions.call-log', 'met with conditions', 'met with conditions',
     'deny the permission by device management unless its purpose is agreed'),
    ('permissions.contacts', 'met with conditions', 'met with conditions',
     'deny the permission in work profiles unless its purpose is agreed'),
    ('permissions.microphone', 'met with conditions', 'met with conditions',
     'state the purpose in the record of approval'),
    ('permissions.camera', 'met with conditions', 'met with conditions',
     'state the purpose in the record of approval'),
    ('permissions.location-precise', 'met with conditions', 'met with conditions',
     'state the purpose in the record of approval'),
    ('permissions.location-background', 'met with conditions', 'met with conditions',
     'deny the permission by device management unless its purpose is agreed'),
    ('permissions.all-files', 'met with conditions', 'met with conditions',
     'deny the access by device management unless its purpose is agreed'),
    ('permissions.overlay', 'met with conditions', 'met with conditions',
     'deny the access by device management unless its purpose is agreed'),
    ('permissions.install-packages', 'met with conditions', 'met with conditions',
     'forbid installation by apps by device management'),
    ('permissions.usage-stats', 'met with conditions', 'met with conditions',
     'deny the access by device management unless its purpose is agreed'),
    ('permissions.all-packages', 'met with conditions', 'met with conditions',
     'state the purpose in the record of approval'),
    ('links.any-host', 'met with conditions', 'met with conditions',
     'allow it as a browser or not at all'),
    ('native.executable-stack', 'met with conditions', 'met with conditions',
     'ask the maker for a build without it'),
    ('native.elsewhere', 'met with conditions', 'met with conditions',
     'have the code outside lib/ examined'),
    ('code.loader', 'met with conditions', 'met with conditions',
     'watch what the app fetches: code that comes later was not examined'),
    ('code.carried-dex', 'met with conditions', 'met with conditions',
     'have the code that is carried along examined'),
    ('code.tls-errors', 'met with conditions', 'met with conditions',
     'have the places that call it examined'),
    ('code.host-names-unchecked', 'met with conditions', 'met with conditions',
     'have the places that name it examined'),
    ('archive.refused', 'met with conditions', 'met with conditions',
     'ask the maker for a file that installs whole'),
    ('archive.damaged', 'met with conditions', 'met with conditions',
     'get it again from its source, and compare'),
    ('archive.headers', 'met with conditions', 'met with conditions',
     'get it from another source, and compare'),
    ('archive.ends', 'met with conditions', 'met with conditions',
     'get it from another source, and compare'),
    ('archive.manifest-tricks', 'met with conditions', 'met with conditions',
     'have the manifest examined by more than one tool'),
    ('archive.nested-app', 'met with conditions', 'met with conditions',
     'examine the app inside as well')
)
SELECT CASE answers.answer WHEN 'yes' THEN rules.result ELSE rules.undetermined END AS result,
       answers.criterion,
       rules.detail || CASE answers.answer WHEN 'yes' THEN '' ELSE ' (could not be told: ' || answers.reason || ')' END AS detail
  FROM answers JOIN rules ON rules.criterion = answers.criterion
 WHERE answers.answer <> 'no';
