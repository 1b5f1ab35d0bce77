-- id: hostile.policy-table
-- question: ?
-- severity: low
SELECT criterion AS subject, answer AS locus FROM answers;
