-- id: hostile.transaction
-- question: ?
-- severity: low
BEGIN;
