-- id: packers.scripts
-- question: Is part of the app's own code no Android code?
-- question.fr: Une partie du code de l'application n'est-elle pas du code Android ?
-- severity: info
-- refs: MASVS-CODE-4
-- why: Scripts and compiled Dart or C# were searched for addresses and keys only.
-- why.fr: Les scripts et le Dart ou le C# compilés n'ont été fouillés que pour les adresses et les clés.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'script' AND confidence <> 'low';
