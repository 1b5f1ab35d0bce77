-- id: capabilities.microphone
-- question: Does code that can be reached record sound?
-- question.fr: Du code atteignable enregistre-t-il le son ?
-- severity: high
-- refs: MASVS-PRIVACY-1, ATTACK-T1429
-- why: The microphone hears everybody in the room.
-- why.fr: Le microphone entend toutes les personnes dans la pièce.
SELECT api AS subject, grade, path AS witness, locus,
       CASE WHEN max_sdk NOT NULL THEN 'up to API level ' || max_sdk
            WHEN grade = 'reachable' THEN 'without the permission it needs' END AS detail
  FROM capabilities
 WHERE capability IN ('microphone.record', 'audio.playback-capture') AND at_least(grade, 'reachable');
