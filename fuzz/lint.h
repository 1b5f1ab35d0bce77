/* What holds of every file that administrators give, whatever its bytes: identifiers are bounded, domains are written
 * one way, what is shown is UTF-8, and what the child says is what the parent hears. */
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "fleet/artefact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void check_rows(const struct artefact *art)
{
    check(art->count <= LIMIT_LINT_ROWS && art->problem_count <= LIMIT_LINT_PROBLEMS && art->problem_count <= art->wrong);
    for (size_t i = 0; i < art->count; i++) {
        struct bytes v = art->rows[i].value;
        check(v.size <= LIMIT_LINT_VALUE && art->rows[i].kind < IDENTIFIER_KINDS && art->rows[i].deed < DEEDS);
        for (size_t k = 0; art->rows[i].kind == IDENTIFIER_DOMAIN && k < v.size; k++)
            check(v.data[k] > ' ' && v.data[k] < 0x7f && !(v.data[k] >= 'A' && v.data[k] <= 'Z'));
    }
    for (size_t i = 0; i < TRAPS; i++)
        check(text_is_utf8(art->traps[i].detail));
    for (size_t i = 0; i < art->problem_count; i++)
        check(text_is_utf8(art->problems[i].text));
}

/* The frames, read back as the parent does. */
static void check_pipe(struct arena *a, const struct artefact *art)
{
    struct frame_writer out;
    struct frame_reader in;
    struct artefact heard;
    enum frame_type type;
    struct bytes payload;

    frame_writer_init(&out, -1);
    artefact_init(&heard, a, NULL);
    frame_reader_init(&in);
    if (art->count < 100 && artefact_send(art, &out)) {
        check(frame_feed(&in, buf_bytes(&out.pending)));
        while (frame_next(&in, &type, &payload))
            check(artefact_heard(&heard, type, payload));
        check(heard.count == art->count && heard.wrong == art->wrong && heard.problem_count == art->problem_count);
        for (size_t i = 0; i < TRAPS; i++)
            check(heard.traps[i].count == art->traps[i].count);
    }
    frame_reader_free(&in);
    buf_free(&out.pending);
}

static int lint_bytes(struct bytes text, enum format format)
{
    struct error e = {0};
    struct artefact art;
    struct arena arena;

    arena_init(&arena, LIMIT_ARENA);
    artefact_init(&art, &arena, NULL);
    if (artefact_read(&art, text, format, &e)) {
        check_rows(&art);
        check_pipe(&arena, &art);
        artefact_cover(&art, BYTES("www.tiktok.com"));
    } else {
        check(e.code != ERROR_NONE);
    }
    arena_free(&arena);
    return 0;
}
