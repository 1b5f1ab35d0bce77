-- id: secrets.service-tokens
-- question: Does the app carry tokens of other services?
-- question.fr: L'application contient-elle des jetons d'autres services ?
-- severity: high
-- refs: MASVS-STORAGE-1, MASWE-0005
-- why: Whoever reads them acts in the maker's name.
-- why.fr: Qui les lit agit au nom de l'éditeur.
SELECT kind AS subject, locus, grade, redacted AS detail
  FROM secrets
 WHERE kind IN ('github-token', 'gitlab-token', 'slack-token', 'slack-webhook', 'discord-webhook', 'stripe-secret-key', 'square-token', 'shopify-token', 'sendgrid-key', 'facebook-token', 'anthropic-key', 'openai-key', 'huggingface-token', 'npm-token', 'pypi-token', 'telegram-bot-token', 'firebase-server-key', 'google-oauth-token');
