-- id: permissions.calls
-- question: Does the app ask to place or answer phone calls?
-- question.fr: L'application demande-t-elle à passer ou à prendre des appels ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1616
-- why: Calls cost money and can be made without the dialler being shown.
-- why.fr: Les appels coûtent de l'argent et peuvent partir sans que le composeur s'affiche.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.CALL_PHONE', 'android.permission.ANSWER_PHONE_CALLS',
                'android.permission.ACCEPT_HANDOVER', 'android.permission.ADD_VOICEMAIL',
                'android.permission.USE_SIP', 'android.permission.MANAGE_OWN_CALLS');
