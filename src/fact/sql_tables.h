/* What fact/sql.c has of the virtual tables of its database. */
#ifndef VETO_FACT_SQL_TABLES_H
#define VETO_FACT_SQL_TABLES_H

#include "fact/sql.h"

/* Registers every fact table; each is connected when a statement first names it. False: SQLite has the reason. */
bool sql_tables_open(struct sql *q);

/* A unit of the running statement's budget is spent; false when there was none left. */
bool sql_spend(struct sql *q);

#endif
