-- id: hostile.vacuum
-- question: ?
-- severity: low
VACUUM INTO '/tmp/x';
