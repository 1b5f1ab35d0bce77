-- id: hostile.attach
-- question: ?
-- severity: low
ATTACH DATABASE '/tmp/x' AS x;
