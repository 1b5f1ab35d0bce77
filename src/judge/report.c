#include "judge/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "judge/french.h"
#include "judge/path.h"
#include "judge/peers_report.h"

enum { INDENT = 2, SHOWN_FINDINGS = 4, SHOWN_STEPS = 6, SHOWN_ITEMS = 6 };

/* A report being written: where, how, and the column the line stands at. */
struct page {
    struct buf *out;
    struct report_style style;
    const struct record *record;
    const struct packs *packs;
};

static const char *say(const struct page *p, enum word w)
{
    return word(p->style.language, w);
}

static void colour(const struct page *p, const char *code)
{
    if (p->style.colour)
        buf_printf(p->out, "\033[%sm", code);
}

/* Words of `text` from the current column on, wrapped to the width with `indent` spaces in front of further
 * lines. */
static void wrapped(const struct page *p, struct bytes text, unsigned column, unsigned indent)
{
    size_t at = 0;
    bool first = true;

    while (at < text.size) {
        size_t end = bytes_find(text, ' ', at);
        struct bytes one;
        unsigned width;
        bytes_slice(text, at, end - at, &one);
        width = (unsigned)text_columns(one);
        if (!first && column + 1 + width > p->style.width) {
            buf_printf(p->out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            buf_u8(p->out, ' ');
            column++;
        }
        text_show(p->out, one);
        column += width;
        first = false;
        at = end + 1;
    }
    buf_u8(p->out, '\n');
}

/* A line: indent, then wrapped text. */
static void line(const struct page *p, unsigned indent, struct bytes text)
{
    buf_printf(p->out, "%*s", (int)indent, "");
    wrapped(p, text, indent, indent + INDENT);
}

__attribute__((format(printf, 3, 4))) static void linef(const struct page *p, unsigned indent,
                                                        const char *format, ...)
{
    char text[2000];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    line(p, indent, bytes_str(text));
}

static void heading(const struct page *p, const char *text)
{
    buf_u8(p->out, '\n');
    colour(p, "1");
    text_show(p->out, bytes_str(text));
    colour(p, "0");
    buf_u8(p->out, '\n');
}

/* A locus without the digest when there is one artifact, else with its first eight digits. */
static void show_locus(const struct page *p, struct bytes locus)
{
    const struct record_table *artifacts = record_table(p->record, "artifacts");
    struct bytes head;

    if (locus.size < HEX256) {
        text_show(p->out, locus);
        return;
    }
    bytes_slice(locus, 0, 8, &head);
    locus = bytes_from(locus, HEX256);
    if (artifacts != NULL && artifacts->row_count > 1) {
        text_show(p->out, head);
        buf_str(p->out, locus.size > 0 ? "..." : "");
    }
    if (locus.size > 0 && locus.data[0] == '!')
        locus = bytes_from(locus, 1);
    text_show(p->out, locus);
    if (locus.size == 0 && artifacts != NULL && artifacts->row_count <= 1)
        text_show(p->out, head);
}

static const char *result_word(const struct page *p, enum result r, const char **code)
{
    static const struct {
        enum word word;
        const char *colour;
    } of[] = {[RESULT_NOT_MET] = {WORD_NOT_MET, "1;31"},
              [RESULT_UNDETERMINED] = {WORD_UNDETERMINED, "1;35"},
              [RESULT_CONDITIONS] = {WORD_CONDITIONS, "1;33"},
              [RESULT_MET] = {WORD_MET, "1;32"}};

    *code = of[r].colour;
    return say(p, of[r].word);
}

static void count_answers(const struct record *r, size_t counts[3])
{
    const struct record_table *t = record_table(r, "answers");

    counts[0] = counts[1] = counts[2] = 0;
    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        for (int a = ANSWER_NO; a <= ANSWER_UNDETERMINED; a++)
            counts[a] += bytes_is(record_text(t, i, "answer"), answer_name((enum answer)a));
}

/* "Chatter, org.example.chatter 8.0.42 (80042)" */
static void write_identity(const struct page *p)
{
    const struct record_table *app = record_table(p->record, "app");
    struct bytes label;

    if (app == NULL || app->row_count == 0) {
        text_show(p->out, bytes_str(say(p, WORD_NO_APP)));
        return;
    }
    label = record_text(app, 0, "label");
    if (label.size > 0) {
        text_show(p->out, label);
        buf_str(p->out, ", ");
    }
    text_show(p->out, record_text(app, 0, "id"));
    buf_u8(p->out, ' ');
    text_show(p->out, record_text(app, 0, "version_name"));
    buf_printf(p->out, " (%lld)", (long long)record_number(app, 0, "version_code"));
}

/* Which questions decided, where the result is not met. */
static void write_reasons(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "result");
    struct buf text;
    size_t shown = 0, more = 0;

    buf_init(&text, LIMIT_FRAME);
    for (size_t i = 1; t != NULL && i < t->row_count; i++) {
        if (!bytes_equal(record_text(t, i, "result"), record_text(t, 0, "result")))
            continue;
        if (shown == SHOWN_ITEMS) {
            more++;
            continue;
        }
        buf_printf(&text, "%s%s", shown++ == 0 ? say(p, WORD_BECAUSE) : ",", " ");
        buf_add(&text, record_text(t, i, "criterion"));
    }
    if (more > 0)
        buf_printf(&text, p->style.language == FRENCH ? " et %zu de plus" : " and %zu more", more);
    if (shown > 0)
        line(p, INDENT, buf_bytes(&text));
    buf_free(&text);
}

static void write_head(const struct page *p, const char *path)
{
    enum result result = RESULT_UNDETERMINED;
    const char *code, *text;
    size_t counts[3];

    record_result(p->record, &result);
    text = result_word(p, result, &code);
    colour(p, code);
    buf_str(p->out, text);
    colour(p, "0");
    buf_str(p->out, "  ");
    write_identity(p);
    buf_printf(p->out, "\n  %s: ", say(p, WORD_POLICY));
    text_show(p->out, p->record->policy.id);
    buf_str(p->out, "; ");
    count_answers(p->record, counts);
    buf_printf(p->out,
               p->style.language == FRENCH ? "%zu oui, %zu indéterminées, %zu non"
                                           : "%zu yes, %zu undetermined, %zu no",
               counts[ANSWER_YES], counts[ANSWER_UNDETERMINED], counts[ANSWER_NO]);
    buf_u8(p->out, '\n');
    write_reasons(p);
    buf_str(p->out, "  ");
    text_show(p->out, bytes_str(path)); /* not wrapped: it is to be copied */
    buf_u8(p->out, '\n');
}

static void write_artifacts(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "artifacts");

    for (size_t i = 0; t != NULL && i < t->row_count; i++) {
        struct bytes kind = record_text(t, i, "kind");
        if (bytes_is(kind, "archive") || bytes_is(kind, "apk"))
            continue;
        buf_printf(p->out, "  %-7.*s ", (int)kind.size, (const char *)kind.data);
        text_show(p->out, record_text(t, i, "sha256"));
        if (record_text(t, i, "split").size > 0) {
            buf_str(p->out, "  ");
            text_show(p->out, record_text(t, i, "split"));
        }
        buf_u8(p->out, '\n');
    }
}

static void write_levels(const struct page *p)
{
    const struct record_table *app = record_table(p->record, "app");
    char text[200];
    int n;

    if (app == NULL || app->row_count == 0)
        return;
    n = snprintf(text, sizeof text,
                 p->style.language == FRENCH ? "Android, niveau d'API %lld et suivants"
                                             : "Android API level %lld and later",
                 (long long)record_number(app, 0, "min_sdk"));
    if (record_cell(app, 0, "target_sdk").kind == 'i' && n > 0)
        snprintf(text + n, sizeof text - (size_t)n,
                 p->style.language == FRENCH ? ", cible le niveau %lld" : ", targets %lld",
                 (long long)record_number(app, 0, "target_sdk"));
    line(p, INDENT, bytes_str(text));
}

/* Own certificates, each once; former ones and those of stamps are left to `veto query`. */
static void write_signers(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "signers");
    struct bytes last = {NULL, 0};

    if (t == NULL || t->row_count == 0) {
        linef(p, INDENT, "%s", say(p, WORD_UNSIGNED));
        return;
    }
    for (size_t i = 0; i < t->row_count; i++) {
        struct bytes sha256 = record_text(t, i, "sha256");
        if (record_cell(t, i, "lineage_position").kind == 'i' || bytes_equal(sha256, last) ||
            bytes_is(record_text(t, i, "scheme"), "source-stamp"))
            continue;
        last = sha256;
        buf_printf(p->out, "  %s ", say(p, WORD_SIGNER));
        text_show(p->out, record_text(t, i, "subject"));
        buf_str(p->out, "\n          ");
        text_show(p->out, sha256);
        buf_u8(p->out, '\n');
    }
}

static void write_verdict(const struct page *p, const struct record_table *t, size_t row)
{
    bool verified = record_number(t, row, "verified") != 0;
    struct cell most = record_cell(t, row, "max_sdk");

    buf_printf(p->out, "  %-6.*s API %lld", (int)record_text(t, row, "scheme").size,
               (const char *)record_text(t, row, "scheme").data, (long long)record_number(t, row, "min_sdk"));
    if (most.kind == 'i')
        buf_printf(p->out, "-%lld: ", (long long)most.number);
    else
        buf_str(p->out, "+: ");
    colour(p, verified ? "0" : "1;31");
    buf_str(p->out, say(p, verified ? WORD_VERIFIED : WORD_NOT_VERIFIED));
    colour(p, "0");
    if (!verified) {
        buf_str(p->out, ": ");
        text_show(p->out, record_text(t, row, "error"));
    }
    buf_u8(p->out, '\n');
}

/* Verdicts on the first artifact that has any, the base; of further ones only what does not verify. */
static void write_signatures(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "signatures");
    struct bytes first;

    write_signers(p);
    if (t == NULL || t->row_count == 0)
        return;
    first = record_text(t, 0, "artifact");
    for (size_t i = 0; i < t->row_count; i++)
        if (bytes_equal(record_text(t, i, "artifact"), first) || record_number(t, i, "verified") == 0)
            write_verdict(p, t, i);
}

/* The question of a criterion in the reader's language; its id when the packs at hand do not have it. */
static struct bytes question(const struct page *p, struct bytes id)
{
    const struct criterion *c = packs_find(p->packs, id);

    if (c == NULL)
        return id;
    return p->style.language == FRENCH && c->question_fr.size > 0 ? c->question_fr : c->question;
}

static enum severity severity_of_id(const struct page *p, struct bytes id)
{
    const struct criterion *c = packs_find(p->packs, id);

    return c == NULL ? SEVERITY_INFO : c->severity;
}

/* A path through code in short names, its middle left out where it is long. */
static void write_path(const struct page *p, struct bytes path)
{
    struct buf text;
    struct bytes step;
    size_t steps = path_steps(path), i = 0;

    if (steps < 2)
        return;
    buf_init(&text, LIMIT_FRAME);
    for (size_t at = 0; path_step(path, &at, &step); i++) {
        if (steps > SHOWN_STEPS && i == SHOWN_STEPS / 2)
            buf_printf(&text, p->style.language == FRENCH ? " > (%zu de plus)" : " > (%zu more)",
                       steps - SHOWN_STEPS);
        if (steps > SHOWN_STEPS && i >= SHOWN_STEPS / 2 && i < steps - SHOWN_STEPS / 2)
            continue;
        if (i > 0)
            buf_str(&text, " > ");
        path_short(&text, step);
    }
    line(p, 8, buf_bytes(&text));
    buf_free(&text);
}

/* What veto says in English words of its own, in the report's language. */
static void add_english(const struct page *p, struct buf *out, struct bytes text)
{
    if (p->style.language == FRENCH)
        french_add(out, text);
    else
        buf_add(out, text);
}

static void write_finding(const struct page *p, const struct record_table *t, size_t row)
{
    struct bytes grade = record_text(t, row, "grade"), detail = record_text(t, row, "detail");

    buf_str(p->out, "      ");
    text_show(p->out, record_text(t, row, "subject"));
    if (detail.size > 0) {
        struct buf text;
        buf_init(&text, LIMIT_FRAME);
        add_english(p, &text, detail);
        buf_str(p->out, ": ");
        text_show(p->out, buf_bytes(&text));
        buf_free(&text);
    }
    buf_u8(p->out, '\n');
    if (grade.size > 0)
        linef(p, 8, "%.*s: %s", (int)grade.size, (const char *)grade.data, grade_words(p->style.language, grade));
    write_path(p, record_text(t, row, "witness"));
    buf_str(p->out, "        ");
    colour(p, "2");
    show_locus(p, record_text(t, row, "locus"));
    colour(p, "0");
    buf_u8(p->out, '\n');
}

/* The rows of the table that answer a criterion, the first ones in full. */
static void write_findings(const struct page *p, struct bytes id)
{
    const struct record_table *t = record_table(p->record, "findings");
    int column = record_column(t, "criterion"); /* looked up once: every row is passed for every answer */
    size_t shown = 0, more = 0;

    for (size_t i = 0; column >= 0 && i < t->row_count; i++) {
        if (!bytes_equal(t->cells[i * t->column_count + (size_t)column].text, id))
            continue;
        if (shown == SHOWN_FINDINGS) {
            more++;
            continue;
        }
        shown++;
        write_finding(p, t, i);
    }
    if (more > 0)
        linef(p, 6, p->style.language == FRENCH ? "et %zu de plus" : "and %zu more", more);
}

/* The word for a severity, in a column nine wide: counted in characters, not in bytes. */
static void write_severity(const struct page *p, enum severity severity)
{
    static const enum word words[] = {WORD_INFO, WORD_LOW, WORD_MEDIUM, WORD_HIGH, WORD_CRITICAL};
    const char *text = say(p, words[severity]);

    buf_printf(p->out, " %s%*s", text, (int)(9 - text_columns(bytes_str(text))), "");
}

static void write_yes(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "answers");
    bool any = false;

    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
        for (size_t i = 0; t != NULL && i < t->row_count; i++) {
            struct bytes id = record_text(t, i, "criterion");
            if (!bytes_is(record_text(t, i, "answer"), "yes") ||
                severity_of_id(p, id) != (enum severity)severity)
                continue;
            if (!any)
                buf_u8(p->out, '\n');
            any = true;
            colour(p, severity >= SEVERITY_HIGH ? "1;31" : severity == SEVERITY_MEDIUM ? "1;33" : "1");
            buf_str(p->out, say(p, WORD_YES));
            colour(p, "0");
            write_severity(p, (enum severity)severity);
            wrapped(p, question(p, id), 13, 13);
            if (p->record->peers != NULL) {
                buf_str(p->out, "      ");
                peers_beside(p->out, p->record->peers, i, p->style.language);
                buf_u8(p->out, '\n');
            }
            write_findings(p, id);
        }
}

/* Undetermined answers, one paragraph for each reason. */
static void write_undetermined(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "answers");
    bool any = false;

    for (size_t i = 0; t != NULL && i < t->row_count; i++) {
        struct bytes reason = record_text(t, i, "reason");
        struct buf text;
        bool earlier = false;
        if (!bytes_is(record_text(t, i, "answer"), "undetermined"))
            continue;
        for (size_t k = 0; k < i && !earlier; k++)
            earlier = bytes_is(record_text(t, k, "answer"), "undetermined") &&
                      bytes_equal(record_text(t, k, "reason"), reason);
        if (earlier)
            continue;
        if (!any)
            heading(p, say(p, WORD_UNDETERMINED_HEAD));
        any = true;
        buf_init(&text, LIMIT_FRAME);
        add_english(p, &text, reason);
        line(p, INDENT, buf_bytes(&text));
        buf_free(&text);
        for (size_t k = i; k < t->row_count; k++)
            if (bytes_is(record_text(t, k, "answer"), "undetermined") &&
                bytes_equal(record_text(t, k, "reason"), reason)) {
                buf_str(p->out, "    ? ");
                wrapped(p, question(p, record_text(t, k, "criterion")), 6, 6);
            }
    }
}

static bool starts_with(struct bytes text, const char *prefix)
{
    return bytes_starts(text, bytes_str(prefix));
}

/* The last word of a dotted name: READ_CONTACTS, CONTACTS. */
static struct bytes last_word(struct bytes name)
{
    size_t at = name.size;

    while (at > 0 && name.data[at - 1] != '.')
        at--;
    return bytes_from(name, at);
}

/* Permissions of one group on one line; rows already written are marked. */
static void write_group(const struct page *p, const struct record_table *t, size_t first, bool *written)
{
    struct bytes group = record_text(t, first, "permission_group");

    buf_str(p->out, "  ");
    text_show(p->out, last_word(group));
    buf_u8(p->out, ':');
    for (size_t i = first; i < t->row_count; i++) {
        if (written[i] || !bytes_equal(record_text(t, i, "permission_group"), group) ||
            record_number(t, i, "declared") == 0 ||
            !starts_with(record_text(t, i, "protection"), "dangerous"))
            continue;
        written[i] = true;
        buf_u8(p->out, ' ');
        text_show(p->out, last_word(record_text(t, i, "name")));
    }
    buf_u8(p->out, '\n');
}

/* What a user is asked about, by what it opens; what is granted in settings; the rest as a number. */
static void write_permissions(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "permissions");
    bool *written;
    size_t ordinary = 0, special = 0, added = 0;

    if (t == NULL || t->row_count == 0)
        return;
    written = arena_array(p->record->arena, t->row_count, sizeof *written);
    heading(p, say(p, WORD_ASKS_FOR));
    for (size_t i = 0; i < t->row_count; i++) {
        struct bytes protection = record_text(t, i, "protection");
        if (record_number(t, i, "declared") == 0) {
            added++;
        } else if (starts_with(protection, "dangerous")) {
            if (!written[i])
                write_group(p, t, i, written);
        } else if (bytes_search(protection, BYTES("appop"), 0) != protection.size) {
            special++;
        } else {
            ordinary++;
        }
    }
    if (special > 0) {
        buf_printf(p->out, "  %s:", say(p, WORD_SPECIAL));
        for (size_t i = 0; i < t->row_count; i++) {
            struct bytes protection = record_text(t, i, "protection");
            if (record_number(t, i, "declared") != 0 && !starts_with(protection, "dangerous") &&
                bytes_search(protection, BYTES("appop"), 0) != protection.size) {
                buf_u8(p->out, ' ');
                text_show(p->out, last_word(record_text(t, i, "name")));
            }
        }
        buf_u8(p->out, '\n');
    }
    if (ordinary > 0)
        linef(p, INDENT,
              p->style.language == FRENCH ? "%zu sans question à l'utilisateur"
                                          : "%zu that no user is asked about",
              ordinary);
    if (added > 0)
        linef(p, INDENT, "%zu %s", added, say(p, WORD_ADDED));
}

static void write_components(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "components");
    size_t open = 0, guarded = 0;

    if (t == NULL || t->row_count == 0)
        return;
    for (size_t i = 0; i < t->row_count; i++) {
        bool exported = record_number(t, i, "exported") != 0 && record_number(t, i, "enabled") != 0;
        bool permission =
            record_text(t, i, "permission").size > 0 ||
            (record_text(t, i, "read_permission").size > 0 && record_text(t, i, "write_permission").size > 0);
        guarded += exported && permission;
        if (!exported || permission)
            continue;
        if (open++ == 0)
            heading(p, say(p, WORD_REACHABLE));
        if (open > SHOWN_ITEMS)
            continue;
        buf_printf(p->out, "  %-8.*s ", (int)record_text(t, i, "kind").size,
                   (const char *)record_text(t, i, "kind").data);
        text_show(p->out, record_text(t, i, "name"));
        buf_u8(p->out, '\n');
    }
    if (open == 0)
        heading(p, say(p, WORD_NOBODY));
    if (open > SHOWN_ITEMS)
        linef(p, INDENT, p->style.language == FRENCH ? "et %zu de plus" : "and %zu more", open - SHOWN_ITEMS);
    if (guarded > 0)
        linef(p, INDENT,
              p->style.language == FRENCH ? "%zu de plus avec une permission" : "%zu more with a permission",
              guarded);
}

static void write_anomalies(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "anomalies");

    if (t == NULL)
        return;
    heading(p, say(p, t->row_count == 0 ? WORD_NOTHING_ODD : WORD_ODD));
    for (size_t i = 0; i < t->row_count; i++) {
        struct bytes code = record_text(t, i, "code");
        size_t same = 0;
        const char *french;
        bool earlier = false;
        for (size_t k = 0; k < i && !earlier; k++)
            earlier = bytes_equal(record_text(t, k, "code"), code);
        if (earlier)
            continue;
        for (size_t k = i; k < t->row_count; k++)
            same += bytes_equal(record_text(t, k, "code"), code);
        buf_str(p->out, "  ");
        text_show(p->out, code);
        buf_printf(p->out, " (%.*s", (int)record_text(t, i, "effect").size,
                   (const char *)record_text(t, i, "effect").data);
        if (same > 1)
            buf_printf(p->out, ", %zu", same);
        buf_str(p->out, ") ");
        text_show(p->out, record_text(t, i, "subject"));
        buf_str(p->out, "\n    ");
        french = p->style.language == FRENCH ? french_rule_of(code, record_text(t, i, "rule")) : NULL;
        wrapped(p, french == NULL ? record_text(t, i, "rule") : bytes_str(french), 4, 4);
    }
}

static void write_coverage(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "coverage");
    bool any = false;

    for (size_t i = 0; t != NULL && i < t->row_count; i++) {
        long long total = record_number(t, i, "total"), analysed = record_number(t, i, "analysed");
        long long opaque = record_number(t, i, "opaque");
        struct buf text;
        if (analysed >= total && opaque == 0)
            continue;
        if (!any)
            heading(p, say(p, WORD_NOT_EXAMINED));
        any = true;
        buf_init(&text, LIMIT_FRAME);
        buf_add(&text, record_text(t, i, "part"));
        buf_printf(&text, p->style.language == FRENCH ? " : %lld sur %lld, %lld opaques : " : ": %lld of %lld, %lld opaque: ",
                   analysed, total, opaque);
        add_english(p, &text, record_text(t, i, "reason"));
        line(p, INDENT, buf_bytes(&text));
        buf_free(&text);
    }
    if (!any)
        heading(p, say(p, WORD_ALL_EXAMINED));
}

void report_write(struct buf *out, const struct record *r, const struct packs *packs, const char *path,
                  struct report_style style)
{
    struct page p = {out, style, r, packs};

    write_head(&p, path);
    write_artifacts(&p);
    write_levels(&p);
    write_signatures(&p);
    linef(&p, INDENT, "%s", say(&p, WORD_OBTAINED_UNSTATED));
    write_yes(&p);
    write_undetermined(&p);
    write_permissions(&p);
    write_components(&p);
    write_anomalies(&p);
    write_coverage(&p);
    if (r->peers != NULL)
        peers_section(out, r, style);
    buf_u8(out, '\n');
    buf_str(out, style.language == FRENCH ? "vérifier : veto evaluate --json "
                                          : "check again: veto evaluate --json ");
    text_show(out, bytes_str(path));
    if (style.peers != NULL) {
        buf_u8(out, ' ');
        text_show(out, bytes_str(style.peers));
    }
    buf_str(out, " > record.json && veto recheck record.json ");
    text_show(out, bytes_str(path));
    if (style.peer_files != NULL) {
        buf_str(out, " --peers ");
        text_show(out, bytes_str(style.peer_files));
    }
    buf_u8(out, '\n');
}

void report_line(struct buf *out, const struct record *r, const char *path, struct report_style style)
{
    struct page p = {out, style, r, NULL};
    enum result result = RESULT_UNDETERMINED;
    const char *code, *text;
    size_t counts[3];

    record_result(r, &result);
    text = result_word(&p, result, &code);
    count_answers(r, counts);
    colour(&p, code);
    buf_str(out, text);
    buf_printf(out, "%*s", text_columns(bytes_str(text)) < 20 ? (int)(20 - text_columns(bytes_str(text))) : 1,
               "");
    colour(&p, "0");
    buf_printf(out, style.language == FRENCH ? "%3zu oui %3zu ? %3zu non  " : "%3zu yes %3zu ? %3zu no  ",
               counts[ANSWER_YES], counts[ANSWER_UNDETERMINED], counts[ANSWER_NO]);
    write_identity(&p);
    buf_str(out, "  ");
    text_show(out, bytes_str(path));
    buf_u8(out, '\n');
}

void report_failure(struct buf *out, const char *path, struct bytes why, struct report_style style)
{
    struct page p = {out, style, NULL, NULL};
    const char *code, *text = result_word(&p, RESULT_UNDETERMINED, &code);

    colour(&p, code);
    buf_str(out, text);
    colour(&p, "0");
    buf_str(out, "  ");
    text_show(out, bytes_str(path));
    buf_printf(out, " %s\n  ", say(&p, WORD_FAILED));
    text_show(out, why);
    buf_u8(out, '\n');
}
