#include "read/marks.h"

#include "base/limits.h"

/* What is looked for, and the first of two consecutive pairs of it that are rare in code and texts. */
static const struct anchor {
    const char *text;
    uint8_t pair;
} anchors[] = {
    {"://", 0},        {"-----BEGIN", 4},  {"AIza", 1},      {"AKIA", 1},      {"ASIA", 1},      {"ghp_", 1},
    {"gho_", 1},       {"ghu_", 1},        {"ghs_", 1},      {"ghr_", 1},      {"github_pat_", 4}, {"xoxb-", 1},
    {"xoxp-", 1},      {"xoxa-", 1},       {"xoxr-", 1},     {"xoxs-", 1},     {"sk_live_", 1},  {"rk_live_", 1},
    {"eyJh", 1},       {"eyJ0", 1},        {"eyJr", 1},      {"SG.", 0},       {"GOCSPX-", 4},   {"glpat-", 1},
    {"sq0atp-", 1},    {"sq0csp-", 1},     {"amzn.mws.", 2}, {"shpat_", 1},    {"shpss_", 1},    {"dop_v1_", 2},
    {"EAACEdEose0cBA", 5}, {"sk-ant-", 1}, {"sk-proj-", 1},  {"T3BlbkFJ", 1},  {"npm_", 1},      {"pypi-AgEI", 4},
    {"AccountKey=", 6}, {"SharedAccessKey=", 11}, {":APA91b", 3}, {"ya29.", 1}, {":AA", 0},      {"LTAI", 1},
    {"AKID", 1},       {"AGE-SECRET-KEY-1", 2}, {"hf_", 0},
};
enum { ANCHORS = sizeof anchors / sizeof *anchors };
_Static_assert(2 * ANCHORS <= 128, "struct marks has room for the pairs");

const char *mark_source_name(enum mark_source source)
{
    static const char *const names[] = {"code", "resource", "manifest", "native", "file"};

    return names[source];
}

const char *marks_anchor(size_t i)
{
    return i < ANCHORS ? anchors[i].text : NULL;
}

static uint16_t pair_of(size_t entry)
{
    const struct anchor *a = &anchors[entry / 2];

    return bytes_load16((const uint8_t *)&a->text[a->pair + entry % 2]);
}

static uint8_t hash_pair(uint16_t pair)
{
    return (uint8_t)((pair * 0x9e37u) >> 8);
}

void marks_init(struct marks *m, struct arena *a)
{
    memset(m, 0, sizeof *m);
    m->arena = a;
    for (size_t i = 0; i < 2 * ANCHORS; i++) {
        uint16_t pair = pair_of(i);
        m->pairs[pair] = true;
        m->next[i] = m->first[hash_pair(pair)];
        m->first[hash_pair(pair)] = (uint8_t)(i + 1);
    }
}

static bool is_control(uint8_t c)
{
    return c < 0x20 || c == 0x7f;
}

/* Keys in PEM go over several lines. */
static bool goes_on(uint8_t c, bool lines)
{
    return !is_control(c) || (lines && (c == '\n' || c == '\r' || c == '\t'));
}

static void add(struct marks *m, struct bytes b, size_t at, size_t anchor, const struct mark *like, bool copy)
{
    size_t half = LIMIT_MARK_TEXT / 2, from = at, to = at;
    bool lines = anchors[anchor].text[0] == '-';
    struct mark *mark;
    struct bytes text;

    if (m->count >= LIMIT_MARKS) {
        m->limited = true;
        return;
    }
    while (from > 0 && at - from < half && !is_control(b.data[from - 1]))
        from--;
    while (to < b.size && to - at < half && goes_on(b.data[to], lines))
        to++;
    bytes_slice(b, from, to - from, &text);
    m->items = arena_grow(m->arena, m->items, m->count, &m->capacity, sizeof *m->items);
    mark = &m->items[m->count++];
    *mark = *like;
    mark->text = copy ? arena_copy(m->arena, text) : text;
    mark->at = (uint32_t)(at - from);
    mark->address = anchor == 0;
    mark->offset += from * (like->unit == 0 ? 1u : like->unit);
}

/* The table knows the pair at i: is one of the anchors there? */
static void look(struct marks *m, struct bytes b, size_t i, const struct mark *like, bool copy)
{
    uint16_t pair = bytes_get16(b, i);

    for (uint8_t e = m->first[hash_pair(pair)]; e > 0; e = m->next[e - 1]) {
        size_t anchor = (e - 1u) / 2, before = anchors[anchor].pair + (e - 1u) % 2;
        struct bytes there, text = bytes_str(anchors[anchor].text);
        if (pair_of(e - 1u) == pair && i >= before && bytes_slice(b, i - before, text.size, &there) &&
            bytes_equal(there, text))
            add(m, b, i - before, anchor, like, copy);
    }
}

void marks_scan(struct marks *m, struct bytes b, struct mark like, bool copy)
{
    size_t i = 0;

    if (m->searched > LIMIT_TEXT_SEARCH || b.size > LIMIT_TEXT_SEARCH - m->searched) {
        m->limited = true;
        return;
    }
    m->searched += b.size;
    for (; i + 8 <= b.size; i += 8) {
        uint64_t eight = bytes_load64(&b.data[i]);
        if (!(m->pairs[eight & 0xffff] | m->pairs[eight >> 16 & 0xffff] | m->pairs[eight >> 32 & 0xffff] |
              m->pairs[eight >> 48]))
            continue;
        for (size_t k = 0; k < 8; k += 2)
            if (m->pairs[eight >> 8 * k & 0xffff])
                look(m, b, i + k, &like, copy);
    }
    for (; i + 1 < b.size; i += 2)
        if (m->pairs[bytes_load16(&b.data[i])])
            look(m, b, i, &like, copy);
}
