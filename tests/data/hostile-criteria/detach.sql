-- id: hostile.detach
-- question: ?
-- severity: low
DETACH DATABASE main;
