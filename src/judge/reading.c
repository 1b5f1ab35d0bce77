#include "judge/reading.h"

#include <stdio.h>
#include <unistd.h>

static void exhausted(struct arena *a, size_t wanted)
{
    struct frame_writer *out = a->context;
    char text[100];

    snprintf(text, sizeof text, "out of memory: %zu bytes more than the %zu allowed", wanted, a->cap);
    frame_send(out, FRAME_ERROR, bytes_str(text));
    frame_flush(out);
    _exit(JAIL_EXIT_MEMORY);
}

static void stage(void *context, const char *what)
{
    frame_stage(context, what);
}

void reading_arena(struct arena *arena, struct frame_writer *out)
{
    arena_init(arena, LIMIT_ARENA);
    arena->exhausted = exhausted;
    arena->context = out;
}

void reading_start(struct app *app, struct arena *arena, const struct intake *from, size_t index,
                   struct frame_writer *out)
{
    reading_arena(arena, out);
    app_read(app, arena, intake_sources(from, index, arena), from->apps[index].count, stage, out);
}
