#include "judge/reading.h"

#include "code/graph.h"

static void stage(void *context, const char *what)
{
    frame_stage(context, what);
}

bool reading_start(struct app *app, struct arena *arena, const struct intake *from, size_t index,
                   struct ahead_job *meanwhile, struct frame_writer *out)
{
    struct app_watch watch = {.stage = stage, .context = out, .meanwhile = meanwhile, .begun = graph_foresee,
                              .only_apk = from->lone};

    jail_arena(arena, out);
    while (!app_read_watched(app, arena, intake_sources(from, index, arena), from->apps[index].count, &watch)) {
        arena_free(arena); /* no APK: it may be a bundle of several */
        if (!intake_look(from, out))
            return false;
        watch.only_apk = false;
    }
    graph_begin(app);
    return true;
}
