-- id: signing.published-key
-- question: Is the app signed with a key whose private half is public?
-- question.fr: L'application est-elle signée par une clé dont la partie privée est publique ?
-- severity: critical
-- refs: MASVS-RESILIENCE-2, MASVS-CRYPTO-2, MASWE-0014, ATTACK-T1632.001
-- why: Anybody can sign an update of it: the signature says nothing about who made the app.
-- why.fr: N'importe qui peut en signer une mise à jour : la signature ne dit rien de qui a fait l'application.
-- The digests are those of packs/signers/published.tsv.
WITH published(sha256, name) AS (VALUES
    ('060d0a24fea9b60d857225873f78838e081795f7ef2d1ea401262bbd75a58234', 'apksig test key rsa-8192'),
    ('28bbfe4a7b97e74681dc55c2fbb6ccb8d6c74963733f6af6ae74d8c3a6e879fd', 'AOSP shared'),
    ('465983f7791f2abeb43ea2cbdc7f21a8260b72bc08a55c839fc1a43bc741a81e', 'AOSP media'),
    ('483934461229a780010bc07cd6eeb0b67025fc4fe255757abbf5c3f2ed249e89', 'apksig test key rsa-3072'),
    ('5e7777ada7ee7ce8f9c4d1b07094876e5604617b7988b4c5d5b764a23431afbe', 'apksig test key ec-p384'),
    ('681b0e56a796350c08647352a4db800cc44b2adc8f4c72fa350bd05d4d50264d', 'apksig test key rsa-2048_2'),
    ('69b50381d98bebcd27df6d7df8af8c8b38d0e51e9168a95ab992d1a9da6082da', 'apksig test key ec-p521'),
    ('6a46158f87753395a807edcc7640ac99c9125f6b6e025bdbf461ff281e64e685', 'apksig test key rsa-4096'),
    ('6a8b96e278e58f62cfe3584022cec1d0527fcb85a9e5d2e1694eb0405be5b599', 'apksig test key ec-p256'),
    ('966a4537058d24098ea213f12d4b24e37ff5a1d8f68deb8a753374881f23e474', 'apksig test key dsa-3072'),
    ('97cce0bab292c2d5afb9de90e1810b41a5d25c006a10d10982896aa12ab35a9e', 'apksig test key dsa-2048'),
    ('a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc', 'AOSP testkey'),
    ('abf21f9e2af1d881cc673fddcefa6ed9c269a437bd64b279cf45844cfd589126', 'AOSP sdk_sandbox'),
    ('bb77a72efc60e66501ab75953af735874f82cfe52a70d035186a01b3482180f3', 'apksig test key rsa-2048_3'),
    ('bc5e64eab1c4b5137c0fbc5ed05850b3a148d1c41775cffa4d96eea90bdd0eb8', 'apksig test key rsa-1024'),
    ('c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8', 'AOSP platform'),
    ('d78405f761ff6236cc9b570347a570aba0c62a129a3ac30c831c64d09ad95469', 'apksig test key ec-p256_2'),
    ('eba3685e799f59804684abebf0363e14ccb1c213e2b954a22669714ed97f61e9', 'apksig test key rsa-1024_2'),
    ('f3c6b37909f6df310652fbd7c55ec27d3079dcf695dc6e75e22ba7c4e1c95601', 'apksig test key rsa-16384'),
    ('fb5dbd3c669af9fc236c6991e6387b7f11ff0590997f22d0f5c74ff40e04fca8', 'apksig test key rsa-2048'),
    ('fee7c19ff9bfb4197b3727b9fd92d95406b1bd96db99ea642f5faac019a389d7', 'apksig test key dsa-1024')
)
SELECT published.name AS subject, signers.locus, signers.scheme AS detail
  FROM signers JOIN published ON signers.sha256 = published.sha256
 WHERE signers.scheme <> 'source-stamp';
