/*
 * Children that die while an app is looked at and evaluated: at every stage,
 * in every way, the result is undetermined and never met, there is no record,
 * and the stage is named. The functions that name a stage and take a frame
 * are wrapped by the linker (see the Makefile), so nothing of this is in veto.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "judge/evaluate.h"

enum way {
    UNHARMED,
    BY_SIGKILL, /* from outside, while it stands at the stage */
    BY_SIGSYS,  /* a system call the jail forbids */
    BY_TRAP,
    BY_LEAVING,  /* it exits as if all were well, but without the end */
    BY_LYING,    /* it says at once that it has said everything */
    BY_BREAKING, /* it breaks the protocol */
    OUT_OF_MEMORY,
    WAYS,
};

static enum way way;
static const char *target;
static size_t memory; /* OUT_OF_MEMORY: what a child may have */
static char stages[32][80];
static size_t stage_count;

void __real_frame_stage(struct frame_writer *w, const char *stage);
void __wrap_frame_stage(struct frame_writer *w, const char *stage);
bool __real_frame_next(struct frame_reader *r, enum frame_type *type, struct bytes *payload);
bool __wrap_frame_next(struct frame_reader *r, enum frame_type *type, struct bytes *payload);
void __real_arena_init(struct arena *a, size_t cap);
void __wrap_arena_init(struct arena *a, size_t cap);

/* In the child: dies in the way wanted once it has named its stage. */
void __wrap_frame_stage(struct frame_writer *w, const char *stage)
{
    __real_frame_stage(w, stage);
    if (target == NULL || strcmp(stage, target) != 0)
        return;
    switch (way) {
    case BY_SIGKILL:
        for (volatile unsigned i = 0;; i++)
            ;
    case BY_SIGSYS:
        getppid();
        break;
    case BY_TRAP:
        __builtin_trap();
    case BY_LEAVING:
        _exit(0);
    case BY_LYING:
        frame_send(w, FRAME_END, bytes_of(NULL, 0));
        frame_flush(w);
        _exit(0);
    case BY_BREAKING:
        if (write(w->fd, "?\0\0\0\0", 5) == 5)
            _exit(0);
        break;
    default:
        break;
    }
}

/* In the parent: kills the only child when it has reached the stage. */
bool __wrap_frame_next(struct frame_reader *r, enum frame_type *type, struct bytes *payload)
{
    bool got = __real_frame_next(r, type, payload);
    char text[64];
    FILE *file;
    int pid = 0;

    if (!got || *type != FRAME_STAGE)
        return got;
    if (way == UNHARMED && stage_count < 32) {
        size_t n = payload->size < 79 ? payload->size : 79;
        memcpy(stages[stage_count], payload->data, n);
        stages[stage_count][n] = 0;
        for (size_t i = 0; i < stage_count; i++)
            if (strcmp(stages[i], stages[stage_count]) == 0)
                return got;
        stage_count++;
    }
    if (way != BY_SIGKILL || target == NULL || !bytes_is(*payload, target))
        return got;
    snprintf(text, sizeof text, "/proc/self/task/%d/children", getpid());
    file = fopen(text, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    kill(pid, SIGKILL);
    return got;
}

void __wrap_arena_init(struct arena *a, size_t cap)
{
    __real_arena_init(a, memory != 0 && cap == LIMIT_ARENA ? memory : cap);
}

/* --- evaluations --- */

struct outcome {
    enum result result;
    bool record;
    char failure[800];
    struct jail_end end;
    size_t count;
};

static bool ready(void *context, size_t index, const struct evaluated *e)
{
    struct outcome *o = context;

    (void)index;
    o->result = evaluated_result(e);
    o->record = e->record != NULL;
    o->end = e->end;
    o->count++;
    snprintf(o->failure, sizeof o->failure, "%.*s", (int)e->failure.size,
             e->failure.size == 0 ? "" : (const char *)e->failure.data);
    return true;
}

static struct outcome evaluate(const char *path)
{
    struct outcome o = {0};
    struct intake intake;
    struct packs packs;
    struct arena arena;
    struct evaluation ev = {.intake = &intake, .packs = &packs, .jobs = 1, .context = &o, .ready = ready};
    struct error e = {0};
    size_t kept = memory;

    memory = 0;
    arena_init(&arena, LIMIT_ARENA);
    assert_true(packs_builtin(&packs, &arena, &e));
    packs.count = 0; /* with no question but the policy's own, whoever says "met" says it of this app */
    assert_true(
        packs_policy_text(&packs, "test", BYTES("-- id: none\nSELECT 'met' AS result, '' AS criterion"), &e));
    assert_true(packs_prepare(&packs, &e));
    assert_true(intake_open(&intake, &path, 1, (struct intake_options){.jobs = 1}, &e));
    memory = kept;
    assert_true(evaluate_all(&ev, &e));
    memory = 0;
    intake_close(&intake);
    packs_close(&packs);
    arena_free(&arena);
    memory = kept;
    assert_int_equal(o.count, 1);
    return o;
}

/* LIMIT_HELD: files up to that many bytes stay in memory between looking at them and reading them. */
static void limit_of_what_is_held(void **state)
{
    char path[] = "/tmp/veto-held-XXXXXX";
    const char *paths[] = {path};
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    for (off_t size = (off_t)LIMIT_HELD - 1; size <= (off_t)LIMIT_HELD + 1; size++) {
        struct intake in;
        struct error e;
        assert_int_equal(ftruncate(fd, size), 0); /* a hole: nothing is written to disk */
        assert_true(intake_open(&in, paths, 1, (struct intake_options){.jobs = 1}, &e));
        assert_int_equal(in.files[0].held, size <= (off_t)LIMIT_HELD);
        intake_close(&in);
    }
    close(fd);
    unlink(path);
}

static void unharmed_it_is_met(void **state)
{
    struct outcome o = evaluate("samples/chatter.apk");

    (void)state;
    assert_int_equal(o.result, RESULT_MET);
    assert_true(o.record);
    assert_true(stage_count >= 7); /* identifying is another child's */
}

static void killed_at_every_stage(void **state)
{
    (void)state;
    for (size_t i = 0; i < stage_count; i++)
        for (way = BY_SIGKILL; way < OUT_OF_MEMORY; way++) {
            struct outcome o;
            target = stages[i];
            o = evaluate("samples/chatter.apk");
            if (strcmp(target, "identifying") == 0) { /* the look is lost, not the app */
                assert_int_equal(o.result, RESULT_MET);
                continue;
            }
            if (o.result != RESULT_UNDETERMINED || o.record || o.failure[0] == 0)
                fail_msg("way %d at \"%s\": result %s", (int)way, target, result_name(o.result));
            assert_string_equal(o.end.stage, target);
            if (way != BY_LYING) /* then nothing was said at all, which is told in other words */
                assert_non_null(strstr(o.failure, target));
            if (way == BY_SIGKILL)
                assert_non_null(strstr(o.failure, "killed by signal 9"));
        }
    way = UNHARMED;
    target = NULL;
}

static void out_of_memory_at_any_point(void **state)
{
    size_t undetermined = 0, met = 0;

    (void)state;
    way = OUT_OF_MEMORY;
    for (memory = 4 << 10; memory < 4 << 20; memory += memory / 3) {
        struct outcome o = evaluate("samples/chatter.apk");
        if (o.record) {
            met++;
            assert_int_equal(o.result, RESULT_MET);
            continue;
        }
        undetermined++;
        assert_int_equal(o.result, RESULT_UNDETERMINED);
        assert_int_equal(o.end.status, JAIL_EXIT_MEMORY);
        assert_non_null(strstr(o.failure, "out of memory"));
        assert_non_null(strstr(o.failure, " while "));
    }
    memory = 0;
    way = UNHARMED;
    assert_true(undetermined > 2 && met > 2);
}

static void a_truncated_file_is_never_met(void **state)
{
    static uint8_t whole[1 << 20];
    char path[] = "/tmp/veto-kills-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fopen("samples/chatter.apk", "rb");
    size_t size;

    (void)state;
    assert_true(fd >= 0 && file != NULL);
    size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    assert_true(size > 1000 && size < sizeof whole);
    assert_int_equal(write(fd, whole, size), size);
    assert_int_equal(evaluate(path).result, RESULT_MET);
    for (size_t cut = size - 1; cut<size; cut = cut> size - 40 ? cut - 1 : cut - size / 100) {
        struct outcome o;
        assert_int_equal(ftruncate(fd, (off_t)cut), 0);
        o = evaluate(path);
        if (o.result != RESULT_UNDETERMINED)
            fail_msg("%zu of %zu bytes: %s", cut, size, result_name(o.result));
    }
    close(fd);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unharmed_it_is_met),
        cmocka_unit_test(limit_of_what_is_held),
        cmocka_unit_test(killed_at_every_stage),
        cmocka_unit_test(out_of_memory_at_any_point),
        cmocka_unit_test(a_truncated_file_is_never_met),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (jail_missing() != NULL) {
        printf("1..0 # SKIP %s\n", jail_missing());
        return 0;
    }
    signal(SIGILL, SIG_DFL); /* the test library has handlers, which children inherit */
    signal(SIGSEGV, SIG_DFL);
    return cmocka_run_group_tests_name("kills", tests, NULL, NULL);
}
