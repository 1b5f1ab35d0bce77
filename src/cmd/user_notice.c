/* user-notice: what users of devices are told before and after a determination is carried out, in English and French. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/moment.h"
#include "base/text.h"
#include "cmd/case.h"
#include "cmd/cmd.h"
#include "cmd/say.h"
#include "cmd/store_place.h"
#include "fleet/user_notice.h"

static const char *place, *folder, *when, *contact, *contact_fr, *words_path, *saving_path, *families_folder, *process_path, *as_of;
static bool before, after;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--before", NULL, "only what is told before the change; without a word both are written", &before, NULL},
    {"--after", NULL, "only what is told after it", &after, NULL},
    {"--out", "DIR", "write NOTICE.en.txt, NOTICE.fr.txt, a short form of each for messages, and a page NOTICE.html; else print the text", NULL, &folder},
    {"--contact", "TEXT", "whom to ask: an office, its address, its hours; else the policy's user-contact", NULL, &contact},
    {"--contact-fr", "TEXT", "the same in French; else the policy's user-contact-fr", NULL, &contact_fr},
    {"--when", "DAYS", "the day on which devices have their turn, or NAME=DAY,NAME=DAY for each group of them", NULL, &when},
    {"--words", "FILE", "an organisation's own sentences, and texts of the decision in both languages, over packs/notices/words.tsv", NULL, &words_path},
    {"--saving", "FILE", "an organisation's own ways to save messages, over packs/notices/saving.tsv", NULL, &saving_path},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &families_folder},
    {"--process", "FILE", "what decisions have to keep to, for exceptions and the contact; else packs/process/default.tsv", NULL, &process_path},
    {"--as-of", "DAY", "as if it were that day; else today", NULL, &as_of},
    {0},
};

enum { TURNS = 64 };

struct noticing {
    struct arena arena;
    struct store *store;
    struct matter m;
    struct mandate mandate;
    struct families families;
    struct process process;
    struct keepings keepings;
    struct user_words words;
    struct saving saving;
    struct user_turn turns[TURNS];
    struct user_notice_from from;
    struct error error;
};

/* --- options --- */

static bool read_turn(struct noticing *w, struct bytes text)
{
    size_t equals = bytes_find(text, '=', 0);
    struct user_turn t = {{NULL, 0}, text};

    if (equals < text.size) {
        bytes_slice(text, 0, equals, &t.name);
        t.day = bytes_from(text, equals + 1);
    }
    if (!statement_is_date(t.day) || (equals < text.size && t.name.size == 0))
        return error_set(&w->error, ERROR_USAGE, 0, "--when %s: a day as 2026-12-14, or NAME=DAY", harmless_bytes(text));
    if (w->from.turn_count == TURNS)
        return error_set(&w->error, ERROR_USAGE, 0, "--when: more than %d groups", TURNS);
    w->turns[w->from.turn_count++] = t;
    return true;
}

static bool read_turns(struct noticing *w)
{
    struct bytes text = bytes_str(when);

    w->from.turns = w->turns;
    for (size_t at = 0; when != NULL && at <= text.size;) {
        size_t end = bytes_find(text, ',', at);
        struct bytes one;
        bytes_slice(text, at, end - at, &one);
        if (!read_turn(w, one))
            return false;
        at = end + 1;
    }
    return true;
}

static struct bytes policy_says(const struct noticing *w, const char *key)
{
    for (size_t i = 0; i < w->process.count; i++)
        if (bytes_is(w->process.rows[i].key, key))
            return w->process.rows[i].value;
    return bytes_of(NULL, 0);
}

static bool find_contact(struct noticing *w)
{
    struct bytes *to = w->from.contact;

    to[ENGLISH] = contact != NULL ? bytes_str(contact) : policy_says(w, "user-contact");
    to[FRENCH] = contact_fr != NULL ? bytes_str(contact_fr) : contact != NULL ? bytes_of(NULL, 0) : policy_says(w, "user-contact-fr");
    if (to[ENGLISH].size == 0)
        return error_set(&w->error, ERROR_USAGE, 0, "whom can users ask? --contact TEXT, or a row user-contact in the file of --process");
    if (to[FRENCH].size > 0 || user_words_give(&w->words, FRENCH, to[ENGLISH], &to[FRENCH]))
        return true;
    if (bytes_find(to[ENGLISH], ' ', 0) < to[ENGLISH].size)
        complain("user-notice: the contact stands in French as in English: --contact-fr TEXT");
    return true;
}

/* --- notices --- */

static void tell_untold(const struct user_notice notices[2])
{
    const struct user_notice *n = &notices[ENGLISH];

    if (n->untold_count == 0)
        return;
    complain("user-notice: NOT IN BOTH LANGUAGES: %zu texts stand in both as in the decision; rows \"=TEXT, English, French\" of --words FILE give them:", n->untold_count);
    for (size_t i = 0; i < n->untold_count; i++)
        complain("user-notice:   %s", harmless_bytes(n->untold[i]));
}

static bool put(struct noticing *w, const char *name, struct buf *text)
{
    char path[FILE_PATH];
    bool ok = !text->failed || error_set(&w->error, ERROR_LIMIT, 0, "%s: does not fit", name);

    ok = ok && file_path(folder, name, path, &w->error) && file_put(path, buf_bytes(text), &w->error);
    if (ok)
        printf("%s\n", name);
    buf_reset(text);
    return ok;
}

static bool write_files(struct noticing *w, const char *id, const struct user_notice notices[2])
{
    static const char *const codes[] = {"en", "fr"};
    struct buf text;
    bool ok = true;

    buf_init(&text, LIMIT_RECORD);
    for (int l = 0; l < 2 && ok; l++) {
        user_notice_text(&text, &notices[l]);
        ok = put(w, (const char *)arena_printf(&w->arena, "notice-%s.%s.txt", id, codes[l]).data, &text);
        text_show(&text, notices[l].brief);
        buf_str(&text, "\n");
        ok = ok && put(w, (const char *)arena_printf(&w->arena, "notice-%s.%s.short.txt", id, codes[l]).data, &text);
    }
    if (ok) {
        user_notice_page(&text, notices, language_of_environment());
        ok = put(w, (const char *)arena_printf(&w->arena, "notice-%s.html", id).data, &text);
    }
    buf_free(&text);
    return ok;
}

static bool print_text(struct noticing *w, const struct user_notice *n, bool first)
{
    struct buf text;
    bool ok;

    buf_init(&text, LIMIT_RECORD);
    if (!first)
        buf_str(&text, "\n\n");
    user_notice_text(&text, n);
    ok = (!text.failed && print_bytes(buf_bytes(&text))) || error_set(&w->error, ERROR_SYSTEM, 0, "the text could not be written");
    buf_free(&text);
    return ok;
}

static bool make(struct noticing *w, enum user_notice_kind kind, bool first)
{
    struct user_notice notices[2];

    w->from.kind = kind;
    if (!user_notice_may(&w->from, &w->error))
        return false;
    for (int l = 0; l < 2; l++)
        user_notice_make(&notices[l], &w->arena, &w->from, (enum language)l);
    if (first)
        tell_untold(notices);
    return folder != NULL ? write_files(w, user_notice_id(kind), notices) : print_text(w, &notices[language_of_environment()], first);
}

/* Those asked for; without a word, what there is to tell now. */
static bool make_all(struct noticing *w)
{
    bool both = before == after;
    unsigned made = 0;

    if (w->mandate.revoked && both)
        return make(w, USER_LIFTED, true);
    for (int k = USER_BEFORE; k <= USER_AFTER; k++) {
        struct error why = {0};
        bool asked = both || (k == USER_BEFORE ? before : after);
        w->from.kind = (enum user_notice_kind)k;
        if (both && !user_notice_may(&w->from, &why) && why.code == ERROR_REFUSED && w->mandate.determination != NULL) {
            complain("user-notice: NO NOTICE %s THE CHANGE: %s", k == USER_BEFORE ? "BEFORE" : "AFTER", harmless(why.text));
            asked = false;
        }
        if (asked && !make(w, (enum user_notice_kind)k, made++ == 0))
            return false;
    }
    return made > 0 || error_set(&w->error, ERROR_REFUSED, 0, "there is nothing to tell users now");
}

static bool load(struct noticing *w, const char *name)
{
    int64_t now = 0;

    w->from.today = as_of != NULL ? bytes_str(as_of) : say_now(&w->arena);
    moment_parse(w->from.today, &now);
    w->from.mandate = &w->mandate;
    w->from.families = &w->families;
    w->from.process = &w->process;
    w->from.keepings = &w->keepings;
    w->from.words = &w->words;
    w->from.saving = &w->saving;
    return read_turns(w) && matter_load(w->store, &w->arena, bytes_str(name), &w->m, &w->error) &&
           mandate_read(w->store, &w->arena, &w->m, w->from.today, &w->mandate, &w->error) &&
           families_load(&w->families, &w->arena, families_folder, &w->error) && case_policy(&w->arena, process_path, &w->process, &w->error) &&
           keepings_load(w->store, &w->arena, now, &w->keepings, &w->error) && user_words_load(&w->words, &w->arena, words_path, &w->error) &&
           saving_load(&w->saving, &w->arena, saving_path, &w->error);
}

static int run(int argc, char **argv)
{
    struct noticing *w;
    int status = EXIT_OPERATION;

    if (argc != 1 || argv[0][0] == 0 || strlen(argv[0]) > LIMIT_STATEMENT_NAME) {
        complain("user-notice: give the name of a case");
        return EXIT_USAGE;
    }
    if (as_of != NULL && !statement_is_date(bytes_str(as_of))) {
        complain("user-notice: --as-of takes a day as 2026-11-23");
        return EXIT_USAGE;
    }
    w = calloc(1, sizeof *w);
    if (w == NULL)
        return EXIT_OPERATION;
    arena_init(&w->arena, LIMIT_ARENA);
    w->store = store_at("user-notice", place);
    if (w->store != NULL && load(w, argv[0]) && find_contact(w) && make_all(w))
        status = EXIT_OK;
    else if (w->store != NULL)
        complain("user-notice: %s", harmless(w->error.text));
    if (w->error.code == ERROR_USAGE)
        status = EXIT_USAGE;
    if (w->store != NULL)
        store_close(w->store);
    arena_free(&w->arena);
    free(w);
    return status;
}

const struct command command_user_notice = {
    .name = "user-notice",
    .operands = "CASE",
    .doc = "Write what users of devices are told before and after a determination is carried out, in English and French",
    .more = "The notice says what changes and when, what to do, how to save messages, for what there are exceptions, why, what is\n"
            "looked at on the device, and whom to ask. It is made of the determination in force: its reasons in both languages, its\n"
            "measures, its days. Steps to save messages are packs/notices/saving.tsv, each with its source; of an app that has none\n"
            "the notice says so. Where a text of the decision is in one language only, that is said. Of a revoked determination it\n"
            "says what comes back. Each notice is a text that can be pasted, a short form for messages, and an accessible page.\n\n"
            "    veto user-notice wechat --contact 'Service desk, desk@example.org' --when 'pilot=2026-12-07,all=2026-12-14' --out notices",
    .options = options,
    .run = run,
};
