-- id: permissions.call-log
-- question: Does the app ask for the log of phone calls?
-- question.fr: L'application demande-t-elle le journal des appels ?
-- severity: high
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1636.002
-- why: Who called whom and when is as telling as what was said.
-- why.fr: Qui a appelé qui, et quand, en dit autant que ce qui fut dit.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name IN ('android.permission.READ_CALL_LOG', 'android.permission.WRITE_CALL_LOG',
                'android.permission.PROCESS_OUTGOING_CALLS');
