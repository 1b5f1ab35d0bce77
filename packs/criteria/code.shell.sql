-- id: code.shell
-- question: Does the code name the calls that start other programs?
-- question.fr: Le code nomme-t-il les appels qui lancent d'autres programmes ?
-- severity: medium
-- refs: MASVS-CODE-4, ATTACK-T1623.001
-- why: Commands of the system, of root tools and of carried programs are started so.
-- why.fr: C'est ainsi que se lancent les commandes du système, des outils d'administration et des programmes embarqués.
SELECT name AS subject, locus, dex AS detail
  FROM methods
 WHERE name IN ('Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;',
                'Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;',
                'Ljava/lang/Runtime;->exec(Ljava/lang/String;[Ljava/lang/String;)Ljava/lang/Process;',
                'Ljava/lang/Runtime;->exec([Ljava/lang/String;[Ljava/lang/String;)Ljava/lang/Process;',
                'Ljava/lang/Runtime;->exec(Ljava/lang/String;[Ljava/lang/String;Ljava/io/File;)Ljava/lang/Process;',
                'Ljava/lang/Runtime;->exec([Ljava/lang/String;[Ljava/lang/String;Ljava/io/File;)Ljava/lang/Process;',
                'Ljava/lang/ProcessBuilder;->start()Ljava/lang/Process;');
