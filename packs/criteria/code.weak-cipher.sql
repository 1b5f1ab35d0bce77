-- id: code.weak-cipher
-- question: Does the code name ciphers that no longer protect?
-- question.fr: Le code nomme-t-il des chiffrements qui ne protègent plus ?
-- severity: medium
-- refs: MASVS-CRYPTO-1, MASWE-0020
-- why: DES and RC4 are broken, and ECB shows which blocks are alike.
-- why.fr: DES et RC4 sont cassés, et ECB laisse voir les blocs identiques.
SELECT value AS subject, locus, dex AS detail
  FROM strings
 WHERE value IN ('DES',
                 'DES/CBC/PKCS5Padding',
                 'DES/ECB/PKCS5Padding',
                 'DES/CBC/NoPadding',
                 'DESede/ECB/PKCS5Padding',
                 'RC4',
                 'ARC4',
                 'ARCFOUR',
                 'AES/ECB/NoPadding',
                 'AES/ECB/PKCS5Padding',
                 'AES/ECB/PKCS7Padding');
