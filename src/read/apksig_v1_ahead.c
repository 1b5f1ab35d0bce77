/* Entries of a JAR signature inflated and digested ahead, small ones: the others are read in their turn. */
#include "read/apksig_v1.h"

enum { MOST = 256 << 10 }; /* bytes of an entry: all places together stay below what a library may take */

static struct v1_guess *place_of(struct v1_guesses *g, size_t i)
{
    return &g->places[i % V1_GUESSES];
}

void guesses_open(struct v1_guesses *g, const struct zip *z)
{
    *g = (struct v1_guesses){.zip = z};
    for (size_t i = 0; i < V1_GUESSES; i++)
        buf_init(&g->places[i].room, MOST);
}

void guesses_close(struct v1_guesses *g)
{
    for (size_t i = 0; i < V1_GUESSES; i++) {
        guess_end(g, i);
        buf_free(&g->places[i].room);
    }
}

static void run(struct ahead_job *job)
{
    struct v1_guess *guess = (struct v1_guess *)job;

    if (guess->ahead.room != NULL) {
        zip_ahead_run(&guess->ahead);
        guess->content = bytes_of(guess->ahead.room, guess->ahead.got.size);
    }
    hash_named(guess->hash, &guess->content, 1, guess->digest, &guess->size);
}

void guess_begin(struct v1_guesses *g, size_t i, const char *hash, struct arena *keep)
{
    const struct zip_entry *entry = &g->zip->entries[i];
    struct v1_guess *guess = place_of(g, i);
    struct bytes content = g->zip->kept[i];
    struct zip_ahead ahead = {0};

    if (!zip_has_local(entry))
        return;
    if (content.data == NULL && entry->method != ZIP_DEFLATED) {
        if (!bytes_slice(g->zip->file, entry->data, entry->size, &content))
            return;
    } else if (content.data == NULL) {
        if (!zip_ahead_open(g->zip, entry, MOST, &ahead))
            return;
        ahead.room = keep != NULL ? arena_raw(keep, ahead.size) : buf_space(&guess->room, ahead.size);
        if (ahead.room == NULL)
            return;
        g->zip->ahead[i] = &guess->ahead;
    }
    guess->ahead = ahead;
    guess->ahead.job.run = run;
    guess->entry = entry;
    guess->hash = hash;
    guess->content = content;
    ahead_post(&guess->ahead.job);
}

const struct v1_guess *guess_finish(struct v1_guesses *g, size_t i)
{
    struct v1_guess *guess = place_of(g, i);

    if (guess->entry != &g->zip->entries[i])
        return NULL;
    ahead_finish(&guess->ahead.job);
    return guess;
}

void guess_end(struct v1_guesses *g, size_t i)
{
    struct v1_guess *guess = place_of(g, i);
    size_t entry;

    if (guess->entry == NULL)
        return;
    ahead_finish(&guess->ahead.job);
    entry = (size_t)(guess->entry - g->zip->entries);
    if (g->zip->ahead[entry] == &guess->ahead)
        g->zip->ahead[entry] = NULL;
    guess->entry = NULL;
}
