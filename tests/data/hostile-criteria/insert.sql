-- id: hostile.insert
-- question: ?
-- severity: low
INSERT INTO app(id) VALUES('x');
