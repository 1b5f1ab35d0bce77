/* What every child that reads an app does first. */
#ifndef VETO_JUDGE_READING_H
#define VETO_JUDGE_READING_H

#include "jail/frame.h"
#include "judge/intake.h"

/* Reads the app in a jailed child: names stages, and ends the child when its arena is full. `meanwhile`: of struct app_watch. */
void reading_start(struct app *app, struct arena *arena, const struct intake *from, size_t index,
                   struct ahead_job *meanwhile, struct frame_writer *out);

#endif
