/* Rows from a child, printed aligned, as JSON or as CSV; and words for how children and files failed. */
#ifndef VETO_CMD_OUTPUT_H
#define VETO_CMD_OUTPUT_H

#include "fact/row.h"
#include "jail/jail.h"
#include "judge/intake.h"
#include "judge/report.h"

enum output_form { OUTPUT_ALIGNED, OUTPUT_JSON, OUTPUT_CSV };

struct output {
    enum output_form form;
    struct arena arena;
    struct row_header header; /* the one in force; of all children the same */
    bool headed;
    size_t rows;
    /* aligned: rows wait until the widths are known, at most OUTPUT_WAITING of them, and so many bytes */
    struct cell *waiting;
    size_t waiting_count, waiting_capacity, waiting_bytes;
    size_t *widths;
    bool settled;
};

void output_open(struct output *o, enum output_form form);
/* Payloads of FRAME_HEADER and FRAME_ROW; false when they are not what they should be. */
bool output_header(struct output *o, struct bytes payload);
bool output_row(struct output *o, struct bytes payload);
void output_close(struct output *o);

/* Prints text of a child line by line, each made harmless again: the child may have been taken over. */
bool print_lines(struct bytes text);

/* Whether the jail is whole; says what is missing, and is false when it is required. */
bool jail_accepted(bool required);
/* Names files that could not be opened; true when there were any. */
bool complain_files(const struct intake *in);
/* Says how the child that read `path` came to its end. */
void complain_end(const char *path, const struct jail_end *end);

/* Width, colour and language of standard output. */
struct report_style style_of_terminal(void);
/* The built-in packs with what the options add (each may be NULL), all checked before any app is read. */
bool load_packs(struct packs *p, struct arena *a, const char *criteria, const char *policy);
/* The argument of --jobs, or NULL: one for each processor. Says what is wrong with it. */
bool parse_jobs(const char *command, const char *text, unsigned *jobs);

#endif
