/* The writer of pages refuses what would not be valid, and shows hostile text as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "judge/html.h"
#include "code/packer.h"
#include "code/sdk.h"
#include "code/url.h"
#include "judge/french.h"
#include "judge/html_page.h"
#include "judge/html_report.h"
#include "read/scan.h"
#include "judge/html_words.h"

static struct buf out;
static struct html h;

/* A document whose body is open. */
static void begin(void)
{
    buf_reset(&out);
    html_begin(&h, &out);
    html_open(&h, TAG_HTML);
    html_open(&h, TAG_BODY);
}

static bool end(void)
{
    html_close(&h, TAG_BODY);
    html_close(&h, TAG_HTML);
    return html_end(&h);
}

static bool holds(const char *text)
{
    return bytes_search(buf_bytes(&out), bytes_str(text), 0) < out.size;
}

/* What a text becomes inside a <p>. */
static void becomes(struct bytes text, size_t most, const char *wanted)
{
    begin();
    html_open(&h, TAG_P);
    html_text(&h, text, most);
    html_close(&h, TAG_P);
    assert_true(end());
    if (!holds(wanted))
        fail_msg("wanted %s in %.*s", wanted, (int)out.size, (const char *)out.data);
}

static void text_stays_text(void **state)
{
    (void)state;
    becomes(BYTES("<script>alert('x')</script>"), 0, "<bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</bdi>");
    becomes(BYTES("a&b \"c\""), 0, "<bdi>a&amp;b &quot;c&quot;</bdi>");
    becomes(BYTES("\xe2\x80\xaegpj.exe"), 0, "<bdi>\\u{202e}gpj.exe</bdi>");
    becomes(BYTES("zero\xe2\x80\x8bwidth"), 0, "<bdi>zero\\u{200b}width</bdi>");
    becomes(BYTES("\\u{41}"), 0, "<bdi>\\u{5c}u{41}</bdi>");
    becomes(BYTES("a\\b"), 0, "<bdi>a\\b</bdi>");
    becomes(BYTES("line\nfeed\x1b[31m"), 0, "<bdi>line\\u{a}feed\\u{1b}[31m</bdi>");
    becomes(BYTES("\xff\xfe"), 0, "<bdi>\xef\xbf\xbd\xef\xbf\xbd</bdi>");
    becomes(bytes_of("a\0b", 3), 0, "<bdi>a\\u{0}b</bdi>");
    becomes(BYTES("\xc3\xa9t\xc3\xa9"), 0, "<bdi>\xc3\xa9t\xc3\xa9</bdi>");
}

static void long_text_is_cut_between_characters(void **state)
{
    (void)state;
    becomes(BYTES("abcdef"), 6, "<bdi>abcdef</bdi>");
    becomes(BYTES("abcdef"), 5, "<bdi>abcde\xe2\x80\xa6 [6]</bdi>");
    becomes(BYTES("ab\xc3\xa9z"), 3, "<bdi>ab\xe2\x80\xa6 [5]</bdi>");
    becomes(BYTES("ab\xc3\xa9z"), 4, "<bdi>ab\xc3\xa9\xe2\x80\xa6 [5]</bdi>");
}

static void attributes_are_escaped(void **state)
{
    (void)state;
    begin();
    html_open(&h, TAG_P);
    html_attr(&h, AT_ARIA_LABEL, BYTES("\" onload=\"x"));
    html_close(&h, TAG_P);
    assert_true(end());
    assert_true(holds("aria-label=\"&quot; onload=&quot;x\""));
}

static void wrong_nesting_fails(void **state)
{
    static const enum tag pairs[][2] = {{TAG_P, TAG_DIV},    {TAG_UL, TAG_P},     {TAG_TABLE, TAG_TD}, {TAG_SPAN, TAG_P},
                                        {TAG_BDI, TAG_BDI},  {TAG_H2, TAG_P},     {TAG_DL, TAG_LI},    {TAG_SVG, TAG_P},
                                        {TAG_SUMMARY, TAG_UL}, {TAG_P, TAG_STYLE}, {TAG_DIV, TAG_TR}};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        begin();
        h.stack[h.depth++] = pairs[i][0]; /* as if it were open */
        html_open(&h, pairs[i][1]);
        assert_true(h.wrong && out.failed);
    }
}

static void wrong_ends_fail(void **state)
{
    (void)state;
    begin();
    html_open(&h, TAG_P);
    html_close(&h, TAG_DIV);
    assert_true(h.wrong);
    begin();
    html_open(&h, TAG_P);
    assert_false(end()); /* left open */
    begin();
    html_say(&h, "text where a body takes elements only");
    assert_false(end());
    begin();
    html_open(&h, TAG_P);
    html_say(&h, "x");
    html_attr_str(&h, AT_LANG, "en"); /* after the start tag has ended */
    html_close(&h, TAG_P);
    assert_false(end());
}

static void references_are_names_only(void **state)
{
    (void)state;
    begin();
    html_open(&h, TAG_P);
    html_attr_str(&h, AT_HREF, "javascript:alert(1)");
    assert_true(h.wrong);
    begin();
    html_open(&h, TAG_P);
    html_ref(&h, AT_ID, "en", "a\"b", 0);
    assert_true(h.wrong);
    begin();
    html_open(&h, TAG_P);
    html_open(&h, TAG_A);
    html_ref(&h, AT_HREF, "en", "odd", 3);
    html_close(&h, TAG_A);
    html_close(&h, TAG_P);
    assert_true(end());
    assert_true(holds("<a href=\"#en-odd-3\"></a>"));
}

static void style_cannot_end_early(void **state)
{
    (void)state;
    buf_reset(&out);
    html_begin(&h, &out);
    html_open(&h, TAG_HTML);
    html_open(&h, TAG_HEAD);
    html_open(&h, TAG_STYLE);
    html_say(&h, "a{}</style><p>");
    assert_true(h.wrong);
}

static void depth_is_limited(void **state)
{
    (void)state;
    begin();
    while (h.depth < HTML_DEPTH)
        html_open(&h, TAG_DIV);
    assert_false(h.wrong);
    html_open(&h, TAG_DIV);
    assert_true(h.wrong);
}

/* What readers say of gaps has French words, and what it names stays what it is. */
static void reasons_in_french(void **state)
{
    struct french f;

    (void)state;
    assert_true(french_of(BYTES("La; is named, which can load code from elsewhere"), &f));
    assert_true(bytes_is(f.named[0], "La;") && strstr(f.words, "le code nomme $1") != NULL);
    assert_true(french_of(BYTES("an entry cannot be read"), &f));
    assert_int_equal(f.named[0].size, 0);
    assert_false(french_of(BYTES("an entry cannot be read today"), &f));
    assert_false(french_of(BYTES(" is named, which can load code from elsewhere"), &f));
    assert_false(french_of(BYTES("anything else"), &f));
    assert_false(french_of(BYTES(""), &f));
    assert_true(french_of(BYTES("API level 21 to 23: refused"), &f));
    assert_true(bytes_is(f.named[0], "21") && bytes_is(f.named[1], "23") && bytes_is(f.named[2], "refused"));
    assert_true(french_of(BYTES("API level 28"), &f) && bytes_is(f.named[0], "28"));
    assert_true(french_of(BYTES("v3, place 2 of the proof"), &f) && bytes_is(f.named[1], "2"));
    assert_true(french_of(BYTES("library, high: libjiagu.so"), &f) && bytes_is(f.named[0], "library"));
}

static void added_in_french(void **state)
{
    static const char *const all[][2] = {
        {"code: La; is named, which can load code from elsewhere",
         "code\xe2\x80\xaf: du code venu d'ailleurs peut \xc3\xaatre charg\xc3\xa9\xe2\x80\xaf: le code nomme La;"},
        {"zip.gap.data: 16 bytes", "zip.gap.data\xe2\x80\xaf: 16 octets"},
        {"API level 24 to 27: signer 1: refused",
         "niveaux d'API 24 \xc3\xa0 27\xe2\x80\xaf: signataire 1\xe2\x80\xaf: refus\xc3\xa9""e"},
        {"library, high: libjiagu.so", "biblioth\xc3\xa8que, confiance \xc3\xa9lev\xc3\xa9""e\xe2\x80\xaf: libjiagu.so"},
        {"org.example.Some: thing", "org.example.Some: thing"},
        {"location", "location"}, /* what an app declares is no word of veto's */
        {"", ""},
    };
    struct buf said;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        buf_init(&said, 1000);
        french_add(&said, bytes_str(all[i][0]));
        if (!bytes_is(buf_bytes(&said), all[i][1]))
            fail_msg("%s: %.*s", all[i][0], (int)said.size, (const char *)said.data);
        buf_free(&said);
    }
}

/* Every oddity of every reader, and every word of a closed list, has French. */
static void words_in_french(void **state)
{
    (void)state;
    for (size_t i = 0; scan_kind(i) != NULL; i++)
        if (french_rule(bytes_str(scan_kind(i)->code)) == NULL)
            fail_msg("%s has no French", scan_kind(i)->code);
    for (unsigned i = 0; i < SDK_BASES; i++)
        assert_non_null(french_word(bytes_str(sdk_basis_name((enum sdk_basis)i))));
    for (unsigned i = 0; i < PACKER_BASES; i++)
        assert_non_null(french_word(bytes_str(packer_basis_name((enum packer_basis)i))));
    for (unsigned i = 0; i < URL_KINDS; i++)
        assert_non_null(french_word(bytes_str(url_kind_name((enum url_kind)i))));
    assert_null(french_rule(BYTES("zip.nothing")));
    assert_non_null(french_rule_of(bytes_str(scan_kind(0)->code), bytes_str(scan_kind(0)->rule)));
    assert_null(french_rule_of(bytes_str(scan_kind(0)->code), BYTES("another rule, of another version")));
    assert_null(french_word(BYTES("nothing")));
}

/* A record with so many capabilities. */
static void write_with(unsigned capabilities)
{
    static struct arena arena;
    static const char *const files[] = {"a'b.apk", NULL};
    struct packs packs;
    struct record r;
    struct error e;
    struct bytes names[] = {BYTES("capability"), BYTES("grade")}, answer[] = {BYTES("criterion"), BYTES("answer")};
    struct bytes finding[] = {BYTES("criterion"), BYTES("subject")};
    struct record_table *t;
    char digest[HEX256 + 1];
    size_t at;

    arena_init(&arena, LIMIT_ARENA);
    assert_true(packs_builtin(&packs, &arena, &e));
    record_open(&r, &arena, &packs);
    record_add_table(&r, BYTES("answers"), answer, 2);
    record_add_table(&r, BYTES("findings"), finding, 2);
    t = record_add_table(&r, BYTES("capabilities"), names, 2);
    for (unsigned i = 0; i < capabilities; i++) {
        struct cell *c = record_add_row(&r, t);
        c[0] = (struct cell){.kind = 't', .text = arena_printf(&arena, "cap%05u", i)};
        c[1] = (struct cell){.kind = 't', .text = BYTES("called")};
    }
    buf_reset(&out);
    assert_true(html_report_write(&out, &(struct html_report){.record = &r, .packs = &packs, .files = files}));
    assert_true(holds("veto recheck record.json &#39;a&#39;\\&#39;&#39;b.apk&#39;"));
    assert_true(record_digest(&r, digest));
    at = bytes_search(buf_bytes(&out), bytes_str(digest), 0);
    assert_true(at < out.size); /* in each language */
    assert_true(bytes_search(buf_bytes(&out), bytes_str(digest), at + 1) < out.size);
    arena_free(&arena);
}

/* A digest that cannot be made, or a page that ends before the room for it. */
static void a_digest_is_there_or_it_is_said(void **state)
{
    static struct html_index x;
    char page[2 + HEX256 + 2];
    struct buf b = {.data = (uint8_t *)page, .size = sizeof page};

    (void)state;
    memset(page, '0', sizeof page);
    assert_true(html_index_fill(&x, &b)); /* nothing has room for it */
    x.digest.at[x.digest.count++] = 2;
    assert_false(html_index_fill(&x, &b));
    memset(x.digest.text, 'd', HEX256);
    assert_true(html_index_fill(&x, &b));
    assert_memory_equal(page + 2, x.digest.text, HEX256);
    assert_true(page[1] == '0' && page[2 + HEX256] == '0');
    b.size = 1 + HEX256;
    assert_false(html_index_fill(&x, &b));
}

static void capabilities_are_limited(void **state)
{
    (void)state;
    write_with(LIMIT_CAPABILITIES_SHOWN - 1);
    assert_true(holds("cap00398"));
    write_with(LIMIT_CAPABILITIES_SHOWN);
    assert_true(holds("cap00399"));
    write_with(LIMIT_CAPABILITIES_SHOWN + 1);
    assert_true(holds("cap00399"));
    assert_false(holds("cap00400"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_text),       cmocka_unit_test(long_text_is_cut_between_characters),
        cmocka_unit_test(attributes_are_escaped), cmocka_unit_test(wrong_nesting_fails),
        cmocka_unit_test(wrong_ends_fail),        cmocka_unit_test(references_are_names_only),
        cmocka_unit_test(style_cannot_end_early), cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(capabilities_are_limited), cmocka_unit_test(a_digest_is_there_or_it_is_said),
        cmocka_unit_test(reasons_in_french), cmocka_unit_test(words_in_french), cmocka_unit_test(added_in_french),
    };
    int failed;

    buf_init(&out, LIMIT_RECORD);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&out);
    return failed;
}
