-- id: hostile.pragma-function
-- question: ?
-- severity: low
SELECT name AS subject, name AS locus FROM pragma_table_list;
