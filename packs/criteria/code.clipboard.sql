-- id: code.clipboard
-- question: Does the code name the calls that read the clipboard?
-- question.fr: Le code nomme-t-il les appels qui lisent le presse-papiers ?
-- severity: low
-- refs: MASVS-PRIVACY-1, ATTACK-T1414
-- why: People copy passwords and addresses there.
-- why.fr: On y copie des mots de passe et des adresses.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name IN ('Landroid/content/ClipboardManager;->getPrimaryClip()Landroid/content/ClipData;',
                'Landroid/content/ClipboardManager;->getText()Ljava/lang/CharSequence;',
                'Landroid/text/ClipboardManager;->getText()Ljava/lang/CharSequence;');
