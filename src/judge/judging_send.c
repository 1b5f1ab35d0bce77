/* The child's end of the wire: every table of the record, as fact/row.h encodes tables. */
#include "fact/row.h"
#include "judge/judging.h"

struct sender {
    struct frame_writer *out;
    struct buf payload;
    bool ok;
};

static void header(struct sender *s, const char *name, const char *const *columns, uint32_t count)
{
    buf_reset(&s->payload);
    s->ok = s->ok && row_header_write(&s->payload, name, columns, count) &&
            frame_send(s->out, FRAME_HEADER, buf_bytes(&s->payload));
}

static void row(struct sender *s, const struct cell *cells, uint32_t count)
{
    buf_reset(&s->payload);
    s->ok = s->ok && row_write(&s->payload, cells, count) &&
            frame_send(s->out, FRAME_ROW, buf_bytes(&s->payload));
}

static struct cell text_cell(struct bytes text)
{
    return text.data == NULL ? (struct cell){.kind = 'n'} : (struct cell){.kind = 't', .text = text};
}

static struct cell str_cell(const char *text)
{
    return text_cell(bytes_str(text));
}

/* A value as a cell; a locus is written into `room`. */
static struct cell value_cell(const struct value *v, struct buf *room)
{
    switch (v->kind) {
    case VALUE_INT:
        return (struct cell){.kind = 'i', .number = v->number};
    case VALUE_TEXT:
        return (struct cell){.kind = 't', .text = v->text};
    case VALUE_LOCUS:
        buf_reset(room);
        locus_write(room, v->locus);
        return (struct cell){.kind = 't', .text = buf_bytes(room)};
    default:
        return (struct cell){.kind = 'n'};
    }
}

static void send_table(struct sender *s, const struct table *t, struct app *app)
{
    const struct rows *rows = table_rows(t, app);
    const char *names[64];
    struct cell cells[64];
    struct buf room;

    buf_init(&room, LIMIT_FRAME);
    for (size_t i = 0; i < t->column_count; i++)
        names[i] = t->columns[i].name;
    header(s, t->name, names, (uint32_t)t->column_count);
    for (size_t r = 0; r < rows->count; r++) {
        for (size_t i = 0; i < t->column_count; i++)
            cells[i] = value_cell(rows_value(rows, r, (unsigned)i), &room); /* one locus a row */
        row(s, cells, (uint32_t)t->column_count);
    }
    buf_free(&room);
}

static void send_counts(struct sender *s, struct app *app)
{
    static const char *const columns[] = {"table", "rows"};

    header(s, "counts", columns, 2);
    for (size_t i = 0; table_at(i) != NULL; i++)
        if (table_at(i)->fill == NULL) {
            struct cell cells[] = {str_cell(table_at(i)->name),
                                   {.kind = 'i', .number = (int64_t)table_size(table_at(i), app)}};
            row(s, cells, 2);
        }
}

static void send_answers(struct sender *s, const struct judging *j)
{
    static const char *const answers[] = {"criterion", "answer", "reason"};
    static const char *const findings[] = {"criterion", "subject", "locus", "grade", "witness", "detail"};

    header(s, "answers", answers, 3);
    for (size_t i = 0; i < j->packs->count; i++) {
        const struct judged *d = &j->judged[i];
        struct cell cells[] = {text_cell(d->criterion->id), str_cell(answer_name(d->answer)),
                               text_cell(d->reason)};
        row(s, cells, 3);
    }
    header(s, "findings", findings, 6);
    for (size_t i = 0; i < j->packs->count; i++)
        for (size_t k = 0; k < j->judged[i].count; k++) {
            const struct finding *f = &j->judged[i].findings[k];
            struct cell cells[] = {text_cell(j->judged[i].criterion->id),
                                   text_cell(f->subject),
                                   text_cell(f->locus),
                                   text_cell(f->grade),
                                   text_cell(f->witness),
                                   text_cell(f->detail)};
            row(s, cells, 6);
        }
}

static void send_result(struct sender *s, const struct judging *j)
{
    static const char *const columns[] = {"result", "criterion", "detail"};
    struct cell whole[] = {str_cell(result_name(j->result)), {.kind = 'n'}, {.kind = 'n'}};

    header(s, "result", columns, 3);
    row(s, whole, 3); /* the first row is the result, the others are its reasons */
    for (size_t i = 0; i < j->reason_count; i++) {
        const struct reason *r = &j->reasons[i];
        struct cell cells[] = {str_cell(result_name(r->result)), text_cell(r->criterion),
                               text_cell(r->detail)};
        row(s, cells, 3);
    }
}

/* Parts go out in the order in which their tables were filled, whoever comes first: those before this one as well. */
static void send_part(struct ahead_job *job)
{
    const struct judging_sending_part *p = (const struct judging_sending_part *)job;
    struct judging_sending *sending = p->sending;
    struct sender s = {.out = sending->out, .ok = true};

    buf_init(&s.payload, LIMIT_FRAME);
    pthread_mutex_lock(&sending->lock);
    for (; sending->sent <= (size_t)(p - sending->parts); sending->sent++)
        for (size_t i = 0; table_at(i) != NULL; i++)
            if (table_at(i)->fill != NULL && (sending->parts[sending->sent].tables & 1ull << i) != 0)
                send_table(&s, table_at(i), sending->app);
    sending->ok = sending->ok && s.ok;
    pthread_mutex_unlock(&sending->lock);
    buf_free(&s.payload);
}

void judging_send_begin(struct judging_sending *s, struct app *app, struct frame_writer *out)
{
    *s = (struct judging_sending){.app = app, .out = out, .lock = PTHREAD_MUTEX_INITIALIZER, .ok = true};
}

void judging_fill(struct judging *j, struct judging_sending *s)
{
    uint64_t before = 0;

    for (unsigned step = 0; step < TABLE_STEPS; step++) {
        uint64_t filled = table_fill(s->app, step);
        judging_filled(j, step, filled);
        s->parts[step] =
            (struct judging_sending_part){.job = {.run = send_part}, .sending = s, .tables = filled & ~before};
        ahead_post_late(&s->parts[step].job);
        before = filled;
    }
}

void judging_send_facts(struct judging_sending *s)
{
    for (unsigned step = 0; step < TABLE_STEPS; step++)
        ahead_finish(&s->parts[step].job);
}

bool judging_send(struct judging_sending *sending, const struct judging *j)
{
    struct sender s = {.out = sending->out};

    judging_send_facts(sending);
    s.ok = sending->ok;
    buf_init(&s.payload, LIMIT_FRAME);
    send_counts(&s, sending->app);
    send_answers(&s, j);
    buf_free(&s.payload);
    return s.ok;
}

bool judging_send_result(const struct judging *j, struct frame_writer *out)
{
    struct sender s = {.out = out, .ok = true};

    buf_init(&s.payload, LIMIT_FRAME);
    send_result(&s, j);
    buf_free(&s.payload);
    return s.ok;
}
