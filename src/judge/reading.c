#include "judge/reading.h"

#include "code/graph.h"

static void stage(void *context, const char *what)
{
    frame_stage(context, what);
}

void reading_start(struct app *app, struct arena *arena, const struct intake *from, size_t index,
                   struct ahead_job *meanwhile, struct frame_writer *out)
{
    const struct app_watch watch = {.stage = stage, .context = out, .meanwhile = meanwhile, .begun = graph_foresee};

    jail_arena(arena, out);
    app_read_watched(app, arena, intake_sources(from, index, arena), from->apps[index].count, &watch);
    graph_begin(app);
}
