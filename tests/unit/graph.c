/* The code graph: grades, witnesses, what is reachable and what is not, and the limits of its work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "apk_make.h"
#include "code/graph_parts.h"
#include "dex_make.h"

struct reading {
    struct arena arena;
    struct app app;
    uint8_t *file;
    struct dex_make made;
};

static void stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

static const struct graph *open_bytes(struct reading *r, struct bytes bytes)
{
    struct app_source source = {.bytes = bytes, .nth = 1};

    arena_init(&r->arena, LIMIT_ARENA);
    app_read(&r->app, &r->arena, &source, 1, stage, NULL);
    return graph_of(&r->app);
}

static const struct graph *open_sample(struct reading *r, const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t size;

    assert_non_null(in);
    r->file = malloc(1 << 20);
    size = fread(r->file, 1, 1 << 20, in);
    fclose(in);
    return open_bytes(r, bytes_of(r->file, size));
}

static void end(struct reading *r)
{
    arena_free(&r->arena);
    free(r->file);
}

static enum grade grade_in(const struct graph *g, const char *class, const char *name)
{
    uint32_t reference = graph_method(g, bytes_str(class), bytes_str(name), bytes_of(NULL, 0));

    return reference == GRAPH_NONE ? GRADE_NONE : graph_method_grade(g, reference);
}

static void grades_of_a_sample(void **state)
{
    struct reading r = {0};
    const struct graph *g = open_sample(&r, "samples/chatter.apk");

    (void)state;
    assert_ptr_equal(graph_of(&r.app), g);
    assert_int_equal(grade_in(g, "Lorg/example/chatter/MainActivity;", "onCreate"), GRADE_REACHABLE);
    assert_int_equal(grade_in(g, "Lorg/example/chatter/SyncJob;", "onStartJob"), GRADE_REACHABLE);
    assert_int_equal(grade_in(g, "Lorg/example/chatter/Book;", "messages"), GRADE_REACHABLE);
    assert_int_equal(grade_in(g, "Lorg/example/chatter/Where;", "clipboard"), GRADE_REFERENCED);
    assert_int_equal(grade_in(g, "Lorg/example/chatter/Book;", "nothing"), GRADE_NONE);
    assert_int_equal(graph_type_grade(g, BYTES("Lorg/example/chatter/MainActivity;")), GRADE_REACHABLE);
    assert_int_equal(graph_type_grade(g, BYTES("Lorg/example/Nobody;")), GRADE_NONE);
    end(&r);
}

static void a_witness_begins_at_an_entry_point(void **state)
{
    struct reading r = {0};
    const struct graph *g = open_sample(&r, "samples/chatter.apk");
    struct graph_refs refs = graph_api(g, BYTES("Landroid/content/ContentResolver;"), BYTES("query"), bytes_of(NULL, 0));
    uint32_t reference = graph_refs_next(&refs);
    struct graph_path path;

    (void)state;
    assert_int_not_equal(reference, GRAPH_NONE);
    assert_true(graph_witness(g, graph_target_of(g, reference), &r.arena, &path));
    assert_true(path.count >= 2);
    assert_int_equal(path.steps[0].edge, EDGE_ENTRY);
    assert_non_null(path.entry_kind);
    assert_true(bytes_equal(path.entry_point, path.steps[0].text));
    assert_true(bytes_search(path.text, BYTES("ContentResolver;->query("), 0) < path.text.size);
    reference = graph_method(g, BYTES("Lorg/example/chatter/Book;"), BYTES("all"), bytes_of(NULL, 0));
    assert_true(graph_witness(g, graph_target_of(g, reference), &r.arena, &path));
    reference = graph_method(g, BYTES("Lorg/example/chatter/Where;"), BYTES("clipboard"),
                             BYTES("(Landroid/content/Context;)Landroid/content/ClipData;"));
    assert_int_not_equal(reference, GRAPH_NONE);
    assert_false(graph_witness(g, graph_target_of(g, reference), &r.arena, &path));
    end(&r);
}

static void the_platform_is_known(void **state)
{
    uint32_t activity = platform_find(BYTES("Landroid/app/Activity;")), name = platform_find_name(BYTES("onCreate"));

    (void)state;
    assert_int_not_equal(activity, PLATFORM_NONE);
    assert_true(platform_declares(activity, name, 1));
    assert_false(platform_declares(activity, name, 3));
    assert_int_equal(platform_find(BYTES("Lcom/example/Nobody;")), PLATFORM_NONE);
    assert_int_equal(platform_find_name(BYTES("nobodyDeclaresThis")), PLATFORM_NONE);
    for (uint32_t i = 0; i < platform_class_count; i++)
        assert_int_equal(platform_find(platform_descriptor(i)), i);
}

static void grades_have_names(void **state)
{
    (void)state;
    for (int g = GRADE_PRESENT; g <= GRADE_PERMITTED; g++)
        assert_int_equal(grade_of(bytes_str(grade_name((enum grade)g))), g);
    assert_int_equal(grade_of(BYTES("likely")), GRADE_NONE);
}

static void limit_of_work(void **state)
{
    struct reading r = {0};
    const struct graph *g = open_sample(&r, "samples/chatter.apk");

    (void)state;
    assert_true(*g->work < LIMIT_GRAPH_WORK);
    *g->work = LIMIT_GRAPH_WORK - 2;
    assert_true(graph_work(g, 1));
    assert_true(graph_work(g, 1));
    assert_false(graph_work(g, 1));
    end(&r);
}

static void limit_of_layouts(void **state)
{
    struct reading r = {0};
    struct graph *g;
    uint64_t bytes;
    uint32_t files;

    (void)state;
    open_sample(&r, "samples/chatter.apk");
    g = r.app.graph;
    bytes = g->layout_bytes;
    files = g->layout_files;
    assert_true(files > 0);
    for (int over = -1; over <= 1; over++) {
        g->layout_files = 0;
        g->layout_bytes = (uint64_t)(LIMIT_GRAPH_LAYOUTS - (int64_t)bytes + over);
        graph_layouts(g);
        assert_int_equal(g->layout_files, over > 0 ? files - 1 : files);
    }
    end(&r);
}

struct seen {
    uint32_t count, steps;
    bool begins;
};

static bool see(void *context, const struct graph_path *path)
{
    struct seen *s = context;

    s->count++;
    s->steps = path->count;
    s->begins = bytes_equal(path->entry_point, BYTES("Lorg/example/chatter/Book;->all(Landroid/content/Context;)Ljava/lang/String;"));
    return true;
}

static void paths_from_anywhere(void **state)
{
    struct reading r = {0};
    struct seen s = {0};
    uint32_t from, to;

    (void)state;
    open_sample(&r, "samples/chatter.apk");
    assert_int_equal(graph_paths(&r.app, BYTES("Lorg/example/chatter/Book;->all"), BYTES("ContentResolver;->query"), 5,
                                 &from, &to, see, &s),
                     1);
    assert_true(s.begins);
    assert_int_equal(s.steps, 2);
    assert_int_equal(from, 1);
    assert_int_equal(to, 1);
    assert_int_equal(graph_paths(&r.app, BYTES("Nobody"), BYTES("ContentResolver;->query"), 5, &from, &to, see, &s), 0);
    assert_int_equal(from, 0);
    assert_int_equal(graph_paths(&r.app, bytes_of(NULL, 0), BYTES("Lorg/example/chatter/Bridge;"), 9, &from, &to, see, &s), 2);
    end(&r);
}

static void edges_are_found_from_both_ends(void **state)
{
    struct reading r = {0};
    const struct graph *g = open_sample(&r, "samples/chatter.apk");
    struct graph_edges to = {0}, from = {0}, none = {0};
    const char *opcode;

    (void)state;
    assert_true(graph_edges_to(&r.app, BYTES("Lorg/example/chatter/Bridge;->version()I"), &r.arena, &to));
    assert_int_equal(to.count, 1);
    assert_int_equal(to.links[0].edge, EDGE_CALLBACK);
    assert_int_equal(graph_link_insn(g, &to.links[0], &opcode).size, 4);
    assert_string_equal(opcode, "new-instance");
    assert_true(graph_edges_from(&r.app, BYTES("Lorg/example/chatter/PageActivity;->onCreate(Landroid/os/Bundle;)V"),
                                 &r.arena, &from));
    for (size_t i = 0; i < from.count; i++)
        if (from.links[i].callee == to.links[0].callee && from.links[i].ref == to.links[0].ref)
            none.count++;
    assert_int_equal(none.count, 1);
    none.count = 0;
    assert_true(graph_edges_to(&r.app, BYTES("no name"), &r.arena, &none));
    assert_int_equal(none.count, 0);
    end(&r);
}

/* What a listing asks leaves the graph as it was. */
static void a_listing_marks_nothing(void **state)
{
    struct reading r = {0};
    const struct graph *g = open_sample(&r, "samples/chatter.apk");
    size_t reached = g->reached_count, sites = g->site_count;
    uint64_t work = *g->work;

    (void)state;
    for (uint32_t i = 0; i < g->class_count; i++)
        for (uint32_t m = g->classes[i].first; m < g->classes[i].first + g->classes[i].count; m++) {
            struct graph_edges all = {0};
            struct buf name;
            uint32_t dex;
            const struct dex_encoded *e = graph_encoded(g, m, &dex);
            buf_init(&name, 4096);
            dex_method_write(&name, g->dexes[dex].dex, e->method);
            assert_true(graph_edges_from(&r.app, buf_bytes(&name), &r.arena, &all));
            assert_true(graph_edges_to(&r.app, buf_bytes(&name), &r.arena, &all));
            buf_free(&name);
        }
    assert_int_equal(g->reached_count, reached);
    assert_int_equal(g->site_count, sites);
    assert_int_equal(*g->work, work);
    assert_null(g->listing);
    end(&r);
}

static void limit_of_listing(void **state)
{
    static const char callee[] = "Lorg/example/chatter/Bridge;->version()I";
    struct reading r = {0};
    struct graph_edges whole = {0};

    (void)state;
    open_sample(&r, "samples/chatter.apk");
    assert_true(graph_edges_to(&r.app, bytes_str(callee), &r.arena, &whole));
    assert_true(whole.steps > 0);
    for (int over = -1; over <= 1; over++) {
        struct graph_edges e = {.steps = LIMIT_GRAPH_LISTING - whole.steps + (uint64_t)(int64_t)over};
        assert_int_equal(graph_edges_to(&r.app, bytes_str(callee), &r.arena, &e), over <= 0);
    }
    end(&r);
}

static void limit_of_parameters(void **state)
{
    (void)state;
    for (uint32_t count = LIMIT_GRAPH_PARAMETERS - 1; count <= LIMIT_GRAPH_PARAMETERS + 1; count++) {
        struct reading r = {0};
        const struct graph *g;
        uint32_t most = 0;
        dex_make_plain(&r.made, 35);
        make_set(&r.made, r.made.type_list, count, 4);
        make_seal(&r.made);
        g = open_bytes(&r, bytes_of(r.made.data, r.made.size + 1024)); /* room for the list */
        for (uint32_t i = 0; i < g->proto_table.count; i++)
            most = graph_arity(g, i) > most ? graph_arity(g, i) : most;
        assert_int_equal(most, count < LIMIT_GRAPH_PARAMETERS ? count : LIMIT_GRAPH_PARAMETERS);
        end(&r);
    }
}

/* A chain of so many places, made by hand, that ends with a method of the sample. */
static void limit_of_path_steps(void **state)
{
    struct reading r = {0};
    struct graph *g;
    struct graph_reached *reached, *chain;
    uint32_t entry = 0, defined = 0, place;
    size_t dex = 0;

    (void)state;
    open_sample(&r, "samples/chatter.apk");
    g = r.app.graph;
    reached = g->reached;
    while (reached[entry].edge != EDGE_ENTRY)
        entry++;
    while (g->place[defined] == 0)
        defined++;
    while (dex + 1 < g->dex_count && g->dexes[dex + 1].encoded <= defined)
        dex++;
    place = g->place[defined];
    for (uint32_t n = LIMIT_PATH_STEPS - 1; n <= LIMIT_PATH_STEPS + 1; n++) {
        struct graph_path path;
        chain = calloc(n, sizeof *chain);
        assert_non_null(chain);
        chain[0] = reached[entry];
        for (uint32_t i = 1; i < n; i++)
            chain[i] = (struct graph_reached){.method = chain[0].method, .edge = EDGE_CALL, .from = i - 1};
        g->reached = chain;
        g->place[defined] = n;
        graph_witness_from(g, dex, defined - (uint32_t)g->dexes[dex].encoded, NULL, (struct locus){0}, &r.arena, &path);
        assert_int_equal(path.count, n < LIMIT_PATH_STEPS ? n : LIMIT_PATH_STEPS);
        assert_int_equal(path.omitted, n > LIMIT_PATH_STEPS ? 1 : 0);
        assert_int_equal(bytes_search(path.text, BYTES(" > ... 1 more ... > "), 0) < path.text.size, n > LIMIT_PATH_STEPS);
        assert_true(bytes_equal(path.entry_point, path.steps[0].text));
        free(chain);
    }
    g->reached = reached;
    g->place[defined] = place;
    end(&r);
}

/* A DEX of one method handle and one call site, of `count` values that are all this handle. */
struct site {
    uint8_t bytes[1024], handle[8], offset[4];
    struct dex dex;
};

static void site_make(struct site *s, uint32_t count, uint8_t value)
{
    uint32_t at = 0;

    *s = (struct site){.handle = {HANDLE_STATIC}};
    s->bytes[at++] = (uint8_t)((count & 0x7f) | 0x80);
    s->bytes[at++] = (uint8_t)(count >> 7);
    for (uint32_t i = 0; i < count; i++) {
        s->bytes[at++] = value;
        s->bytes[at++] = 0;
    }
    s->dex = (struct dex){.file = bytes_of(s->bytes, at), .methods.rows = 1};
    s->dex.call_sites = (struct dex_table){.rows = 1, .data = s->offset};
    s->dex.method_handles = (struct dex_table){.rows = 1, .data = s->handle};
}

static uint32_t handles_in(const struct dex *d, uint32_t ref)
{
    struct graph_handles h = graph_handles_of(d, ref);
    uint32_t count = 0, row, kind, method;

    while (graph_handles_next(&h, &row, &kind, &method))
        count++;
    return count;
}

static void limit_of_call_site_values(void **state)
{
    struct site s;

    (void)state;
    for (uint32_t count = LIMIT_CALL_SITE_VALUES - 1; count <= LIMIT_CALL_SITE_VALUES + 1; count++) {
        site_make(&s, count, 0x16);
        assert_int_equal(handles_in(&s.dex, (uint32_t)OP_INVOKE_CUSTOM << 24),
                         count < LIMIT_CALL_SITE_VALUES ? count : LIMIT_CALL_SITE_VALUES);
    }
}

static void call_sites_that_are_broken(void **state)
{
    struct site s;

    (void)state;
    site_make(&s, 3, 0x16);
    s.dex.file.size -= 1; /* the last value is cut */
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_INVOKE_CUSTOM << 24), 2);
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_INVOKE_CUSTOM << 24 | 1), 0);
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_CONST_METHOD_HANDLE << 24), 1);
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_CONST_METHOD_HANDLE << 24 | 1), 0);
    s.dex.methods.rows = 0; /* it names no method that is there */
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_CONST_METHOD_HANDLE << 24), 0);
    site_make(&s, 3, 0x17); /* strings */
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_INVOKE_CUSTOM << 24), 0);
    site_make(&s, 3, 0x1c); /* arrays */
    assert_int_equal(handles_in(&s.dex, (uint32_t)OP_INVOKE_CUSTOM << 24), 0);
}

static void handles_are_steps(void **state)
{
    struct reading r = {0};
    const struct graph *g = open_sample(&r, "samples/reach-wires.apk");

    (void)state;
    assert_int_equal(grade_in(g, "Lorg/example/wires/Handles;", "body"), GRADE_REACHABLE);
    assert_int_equal(grade_in(g, "Lorg/example/wires/Handles;", "held"), GRADE_REACHABLE);
    assert_int_equal(grade_in(g, "Lorg/example/wires/Handles;", "dead"), GRADE_CALLED);
    assert_int_equal(grade_in(g, "Landroid/telephony/TelephonyManager;", "getDeviceId"), GRADE_REACHABLE);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grades_of_a_sample),   cmocka_unit_test(a_witness_begins_at_an_entry_point),
        cmocka_unit_test(the_platform_is_known), cmocka_unit_test(grades_have_names),
        cmocka_unit_test(limit_of_work),        cmocka_unit_test(limit_of_parameters), cmocka_unit_test(limit_of_path_steps),
        cmocka_unit_test(limit_of_layouts),     cmocka_unit_test(paths_from_anywhere),
        cmocka_unit_test(edges_are_found_from_both_ends), cmocka_unit_test(a_listing_marks_nothing),
        cmocka_unit_test(limit_of_listing), cmocka_unit_test(limit_of_call_site_values),
        cmocka_unit_test(call_sites_that_are_broken), cmocka_unit_test(handles_are_steps),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
