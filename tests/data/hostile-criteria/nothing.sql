-- id: hostile.nothing
-- question: ?
-- severity: low

