-- id: permissions.usage-stats
-- question: Does the app ask which apps are used, and when?
-- question.fr: L'application demande-t-elle quelles applications sont utilisées, et quand ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0117, ATTACK-T1418
-- why: A day is told by the apps someone opens.
-- why.fr: Les applications ouvertes racontent une journée.
SELECT name AS subject, locus,
       CASE declared WHEN 0 THEN 'added by Android for the app''s target level' ELSE 'up to API level ' || max_sdk END AS detail
  FROM permissions
 WHERE name = 'android.permission.PACKAGE_USAGE_STATS';
