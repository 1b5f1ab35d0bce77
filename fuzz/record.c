/*
 * Records: whatever the bytes, a record that is read is written as itself,
 * compares with itself, and every report of it can be made.
 */
#include <stdlib.h>

#include "base/json_read.h"
#include "base/text.h"
#include "judge/diff.h"
#include "judge/peers_report.h"
#include "judge/recheck.h"
#include "judge/report.h"
#include "judge/sarif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* Against itself every claim holds. */
static void recheck_itself(struct arena *a, struct record *r, struct buf *out)
{
    static struct recheck rc;
    struct diff diff;
    struct derived d = {"f", r, {NULL, 0}};
    struct packs packs;
    struct error e = {0};

    if (!derive_packs(r, a, &packs, &e))
        packs = (struct packs){.arena = a};
    recheck_open(&rc, a, r, &packs);
    recheck_compare(&rc, &d, 1);
    check(rc.contradicted == 0 && rc.holding == rc.claims);
    recheck_report(out, &rc, FRENCH);
    recheck_json(out, &rc);
    diff_open(&diff, a, r, r);
    check(!diff_any(&diff));
    diff.name_a = diff.name_b = "f";
    diff_report(out, &diff, ENGLISH);
    report_write(out, r, &packs, "f", (struct report_style){.width = 80});
    check(out->failed || text_is_utf8(buf_bytes(out)));
    if (r->peers != NULL) {
        struct report_style style = {.width = 80, .language = FRENCH};
        peers_report(out, r, &packs, style);
        peers_matrix(out, r, style);
        peers_csv(out, r);
        check(out->failed || text_is_utf8(buf_bytes(out)));
        buf_reset(out);
        peers_json(out, r, &packs, ENGLISH);
        check(out->failed || json_read(a, buf_bytes(out), &e) != NULL);
    }
    buf_reset(out);
    sarif_begin(out);
    sarif_run(out, true, r, &packs, bytes_of(NULL, 0));
    sarif_end(out);
    check(out->failed || json_read(a, buf_bytes(out), &e) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size);
    struct arena arena;
    struct record r;
    struct error e = {0};
    struct buf out;

    arena_init(&arena, 512u << 20);
    if (record_read(&r, &arena, text, &e)) {
        buf_init(&out, 8u << 20);
        check(record_write(&r, &out));
        check(bytes_starts(text, buf_bytes(&out)) && size - out.size <= 1);
        buf_reset(&out);
        recheck_itself(&arena, &r, &out);
        buf_free(&out);
    } else {
        check(e.code != ERROR_NONE && e.offset <= size);
    }
    arena_free(&arena);
    return 0;
}
