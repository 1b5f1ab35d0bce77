-- id: hostile.create
-- question: ?
-- severity: low
CREATE TABLE x(y);
