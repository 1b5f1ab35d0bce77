-- id: code.screen-capture
-- question: Does the code name the call that asks to record the screen?
-- question.fr: Le code nomme-t-il l'appel qui demande à enregistrer l'écran ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1513
-- why: Once agreed to, everything shown by any app can be recorded.
-- why.fr: Une fois acceptée, tout ce que montre une application peut être enregistré.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name = 'Landroid/media/projection/MediaProjectionManager;->createScreenCaptureIntent()Landroid/content/Intent;';
