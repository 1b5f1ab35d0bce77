/* Signs of the packs, sets of API levels, permission expressions, tables of packs, and paths as people read
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/pack.h"
#include "base/tsv.h"
#include "code/sign.h"
#include "judge/path.h"

static void lines_of_a_pack(void **state)
{
    (void)state;
    assert_int_equal(tsv_lines(BYTES("# head\n# more\na\tb\tc\n\nd\nlast\te")), 6);
    assert_int_equal(tsv_lines(BYTES("")), 0);
    assert_int_equal(tsv_number(BYTES("30"), 1), 30);
    assert_int_equal(tsv_number(BYTES(""), 7), 7);
    assert_int_equal(tsv_number(BYTES("4x"), 7), 4);
}

static void levels_are_sets(void **state)
{
    (void)state;
    assert_int_equal(levels_between(21, 36), LEVELS_ALL);
    assert_int_equal(levels_between(1, 99), LEVELS_ALL);
    assert_int_equal(levels_between(1, 20), 0);
    assert_int_equal(levels_between(37, 40), 0);
    assert_int_equal(levels_between(30, 29), 0);
    assert_int_equal(levels_lowest(levels_between(23, 28)), 23);
    assert_int_equal(levels_highest(levels_between(23, 28)), 28);
    assert_int_equal(levels_lowest(levels_between(36, 36)), 36);
    assert_int_equal(levels_highest(levels_between(21, 21)), 21);
}

static level_set held(void *context, struct bytes permission)
{
    (void)context;
    if (bytes_is(permission, "a"))
        return levels_between(21, 28);
    return bytes_is(permission, "b") ? levels_between(26, 36) : 0;
}

static void expressions(void **state)
{
    struct bytes name;
    size_t at = 0;

    (void)state;
    assert_int_equal(expression_levels(BYTES(""), held, NULL), LEVELS_ALL);
    assert_int_equal(expression_levels(BYTES("a"), held, NULL), levels_between(21, 28));
    assert_int_equal(expression_levels(BYTES("a|b"), held, NULL), LEVELS_ALL);
    assert_int_equal(expression_levels(BYTES("a&b"), held, NULL), levels_between(26, 28));
    assert_int_equal(expression_levels(BYTES("c|a&b"), held, NULL),
                     levels_between(26, 28)); /* (c or a) and b */
    assert_int_equal(expression_levels(BYTES("a&c"), held, NULL), 0);
    assert_true(expression_next(BYTES("a|b&c"), &at, &name) && bytes_is(name, "a"));
    assert_true(expression_next(BYTES("a|b&c"), &at, &name) && bytes_is(name, "b"));
    assert_true(expression_next(BYTES("a|b&c"), &at, &name) && bytes_is(name, "c"));
    assert_false(expression_next(BYTES("a|b&c"), &at, &name));
}

/* Every row of the packs has the parts that matching rests on, and every capability is told of. */
static void the_packs_are_read(void **state)
{
    struct arena a;
    struct signs signs;
    size_t of[SIGN_PACKS] = {0}, platform = 0;
    struct capability c;

    (void)state;
    arena_init(&a, 16u << 20);
    signs = signs_read(&a);
    for (size_t i = 0; i < signs.count; i++) {
        const struct sign *s = &signs.rows[i];
        of[s->pack]++;
        assert_true(s->levels != 0 && s->pattern.size > 0 && s->source.size > 0);
        if (s->kind <= SIGN_OVERRIDE)
            assert_true(s->class.data[0] == 'L' && bytes_ends(s->class, BYTES(";")));
        else
            assert_true(s->text.size > 0);
        if (s->kind == SIGN_METHOD || s->kind == SIGN_FIELD || s->kind == SIGN_OVERRIDE)
            assert_true(s->name.size > 0);
        assert_int_equal(s->given == GIVEN_INT || s->given == GIVEN_BIT, s->numbers.size > 0);
        assert_int_equal(s->kind == SIGN_OVERRIDE,
                         s->given == GIVEN_EMPTY || s->given == GIVEN_TRUE || s->given == GIVEN_BODY);
        if (s->pack == SIGN_CAPABILITY)
            assert_true(capability_find(s->capability, &c) && c.title.size > 0);
        platform += s->pack == SIGN_CAPABILITY && s->kind == SIGN_METHOD &&
                    bytes_starts(s->class, BYTES("Landroid/"));
    }
    assert_true(of[SIGN_CAPABILITY] > 700 && of[SIGN_API] > 800 && of[SIGN_PROVIDER_READ] > 30);
    assert_true(of[SIGN_PROVIDER_WRITE] > 20 && platform > 150);
    assert_false(capability_find(BYTES("nothing"), &c));
    arena_free(&a);
}

/* Signs are taken apart when veto is built: every row of a pack is there, in its order, with its own fields. */
static void signs_are_those_of_the_packs(void **state)
{
    static const struct {
        const char *path;
        enum sign_pack pack, last;
        unsigned pattern, permissions, source;
    } packs[] = {{"capabilities/android.tsv", SIGN_CAPABILITY, SIGN_CAPABILITY, 3, 5, 8},
                 {"permissions/api.tsv", SIGN_API, SIGN_API, 0, 1, 5},
                 {"permissions/providers.tsv", SIGN_PROVIDER_READ, SIGN_PROVIDER_WRITE, 0, 1, 5}};
    struct arena a;
    struct signs signs;
    size_t i = 0;

    (void)state;
    arena_init(&a, 16u << 20);
    signs = signs_read(&a);
    for (size_t p = 0; p < sizeof packs / sizeof *packs; p++) {
        struct bytes pack = pack_find(packs[p].path)->text, f[9];
        for (size_t at = tsv_start(pack); tsv_next(pack, &at, f, 9);)
            for (unsigned k = packs[p].pack; k <= (unsigned)packs[p].last; k++) {
                struct bytes permissions = f[packs[p].permissions + k - packs[p].pack];
                const struct sign *s = &signs.rows[i];
                if (k >= SIGN_PROVIDER_READ && bytes_is(permissions, "-"))
                    continue;
                assert_true(i++ < signs.count && (unsigned)s->pack == k);
                assert_true(bytes_equal(s->pattern, f[packs[p].pattern]));
                assert_true(bytes_equal(s->permissions, permissions));
                assert_true(bytes_equal(s->source, f[packs[p].source]));
                assert_true(k != SIGN_CAPABILITY || (bytes_equal(s->capability, f[0]) &&
                                                     bytes_is(f[2], sign_kind_name(s->kind))));
            }
    }
    assert_int_equal(i, signs.count);
    arena_free(&a);
}

static void is_short(const char *step, const char *wanted)
{
    struct buf b;

    buf_init(&b, 1000);
    path_short(&b, bytes_str(step));
    if (!bytes_is(buf_bytes(&b), wanted))
        fail_msg("%s: %.*s", step, (int)b.size, (const char *)buf_bytes(&b).data);
    buf_free(&b);
}

static void paths(void **state)
{
    struct bytes step, path = BYTES("La/B;->c()V > La/D;->e(I)V >thread> La/F;->run()V > \"x > y\"");
    static const char *const steps[] = {"La/B;->c()V", "La/D;->e(I)V", "La/F;->run()V", "\"x > y\""};
    size_t at = 0;

    (void)state;
    assert_int_equal(path_steps(path), 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(path_step(path, &at, &step) && bytes_is(step, steps[i]));
    assert_false(path_step(path, &at, &step));
    assert_int_equal(path_steps(BYTES("")), 0);
    assert_int_equal(path_steps(BYTES("a > ")), 1);
    assert_int_equal(path_steps(BYTES(" >Thread> a")), 1);
    is_short("Lcom/foo/Bar;->baz(I)V", "Bar.baz");
    is_short("LBar;->baz:I", "Bar.baz");
    is_short("Lcom/foo/Bar;-><init>()V", "Bar");
    is_short("Lcom/foo/Bar;", "Bar");
    is_short("\"content://sms\"", "\"content://sms\"");
    is_short("L;", "L;");
    is_short("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_a_pack), cmocka_unit_test(levels_are_sets),
        cmocka_unit_test(expressions),     cmocka_unit_test(the_packs_are_read),
        cmocka_unit_test(paths),       cmocka_unit_test(signs_are_those_of_the_packs),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("claim", tests, NULL, NULL);
}
