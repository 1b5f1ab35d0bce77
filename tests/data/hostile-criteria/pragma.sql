-- id: hostile.pragma
-- question: ?
-- severity: low
PRAGMA table_list;
