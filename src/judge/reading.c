#include "judge/reading.h"

static void stage(void *context, const char *what)
{
    frame_stage(context, what);
}

void reading_start(struct app *app, struct arena *arena, const struct intake *from, size_t index,
                   struct ahead_job *meanwhile, struct frame_writer *out)
{
    jail_arena(arena, out);
    app_read(app, arena, intake_sources(from, index, arena), from->apps[index].count, stage, out, meanwhile);
}
