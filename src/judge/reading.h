/* What every child that reads an app does first. */
#ifndef VETO_JUDGE_READING_H
#define VETO_JUDGE_READING_H

#include "jail/frame.h"
#include "judge/intake.h"

/* An arena for a child: when it is full, the child says so and ends. */
void reading_arena(struct arena *arena, struct frame_writer *out);

/* Reads the app in a jailed child: names stages, and ends the child when its arena is full. */
void reading_start(struct app *app, struct arena *arena, const struct intake *from, size_t index,
                   struct frame_writer *out);

#endif
