-- id: secrets.cloud-keys
-- question: Does the app carry keys of cloud services?
-- question.fr: L'application contient-elle des clés de services infonuagiques ?
-- severity: high
-- refs: MASVS-STORAGE-1, MASWE-0005
-- why: Whoever reads them may read, change or pay for what the account holds.
-- why.fr: Qui les lit peut lire, modifier ou faire payer ce que détient le compte.
SELECT kind AS subject, locus, grade, redacted AS detail
  FROM secrets
 WHERE kind IN ('aws-access-key-id', 'aws-mws-token', 'azure-storage-key', 'azure-shared-access-key', 'alibaba-access-key-id', 'tencent-secret-id', 'digitalocean-token', 'google-oauth-secret');
