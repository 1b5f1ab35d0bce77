/*
 * SQLite's memory: small pieces by size from chunks that stay its own. One
 * thread at a time uses SQLite, so that nothing is locked, neither against
 * its own nor against what the other thread of a child takes meanwhile.
 */
#ifndef VETO_FACT_SQL_MEMORY_H
#define VETO_FACT_SQL_MEMORY_H

/* For sql_start(): from now on SQLite takes its memory here. */
void sql_memory(void);

#endif
