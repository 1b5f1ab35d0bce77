/* Between app.c and the files beside it; nobody else includes this. */
#ifndef VETO_READ_APP_PARTS_H
#define VETO_READ_APP_PARTS_H

#include "read/app.h"

void app_cover(struct app *app, unsigned part, uint64_t total, uint64_t analysed);
/* Keeps the first reason why a part is not covered. */
void app_uncovered(struct app *app, unsigned part, struct locus where, struct bytes reason);

/*
 * Begins to inflate the DEX files of an archive, and to read them, and its libraries as long as they are small: their
 * signatures may need to be digested before they are read, and nothing is inflated twice.
 */
void app_begin_code(struct app *app, const struct artifact *a);
/* The same for compressed entries that are named as DEX files are, before anybody knows what they hold: first of all. */
void app_begin_named(struct app *app, const struct artifact *a);
/* Returns when those that were begun are inflated. */
void app_inflated_dex(struct app *app);
/* Lets go of those that it did not come to. */
void app_end_dex(struct app *app);
/* All DEX of an archive, whatever their names. */
void app_read_code(struct app *app, struct artifact *a);
/* An artifact that is itself a DEX or ELF file. */
void app_read_dex_file(struct app *app, struct artifact *a);
void app_read_elf_file(struct app *app, struct artifact *a);
/* All ELF files of an archive, inflated one after another into the scratch. */
void app_read_libraries(struct app *app, struct artifact *a, struct buf *scratch);

void app_note_hidden_dex(struct app *app, const struct zip_entry *entry, struct bytes detail);
void app_note_unloaded_dex(struct app *app, const struct zip_entry *entry, bool gap, const char *why);

#endif
