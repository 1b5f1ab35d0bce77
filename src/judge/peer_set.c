#include "judge/peer_set.h"

#include <stdlib.h>

#include "base/text.h"

/* The value of "# key: value", or false. */
static bool head_value(struct bytes line, const char *key, struct bytes *out)
{
    struct bytes rest, name = bytes_str(key);

    if (!bytes_starts(line, BYTES("# ")))
        return false;
    rest = bytes_from(line, 2);
    if (!bytes_starts(rest, name) || !bytes_starts(bytes_from(rest, name.size), BYTES(": ")))
        return false;
    *out = bytes_from(rest, name.size + 2);
    return true;
}

static void take_head(struct peer_set *s, struct bytes line)
{
    struct bytes value;

    if (head_value(line, "id", &value))
        s->pack.id = value;
    else if (head_value(line, "title", &value))
        s->title = value;
    else if (head_value(line, "title.fr", &value))
        s->title_fr = value;
    else if (head_value(line, "chosen", &value))
        s->chosen = value;
    else if (head_value(line, "chosen.fr", &value))
        s->chosen_fr = value;
}

/* Takes the next field off a line. */
static struct bytes field(struct bytes *line)
{
    size_t tab = bytes_find(*line, '\t', 0);
    struct bytes out;

    bytes_slice(*line, 0, tab, &out);
    *line = bytes_from(*line, tab < line->size ? tab + 1 : tab);
    return out;
}

static bool take_row(struct peer_set *s, struct bytes line, size_t number, struct error *e)
{
    struct peer_set_entry entry = {.sha256 = field(&line)};

    field(&line); /* package and version code are for people: what counts is in the files */
    field(&line);
    entry.category = field(&line);
    if (!hash_is_hex256(entry.sha256))
        return error_set(e, ERROR_FORMAT, number, "line %zu does not begin with a SHA-256 digest", number);
    if (s->count > 0 && bytes_compare(s->entries[s->count - 1].sha256, entry.sha256) >= 0)
        return error_set(e, ERROR_FORMAT, number, "line %zu is out of the order of digests", number);
    if (s->count == LIMIT_PEERS)
        return error_set(e, ERROR_LIMIT, number, "more than %u apps", LIMIT_PEERS);
    s->entries[s->count++] = entry;
    return true;
}

static bool good_id(struct bytes id)
{
    for (size_t i = 0; i < id.size; i++) {
        uint8_t c = id.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0)))
            return false;
    }
    return id.size > 0 && id.size <= 64;
}

bool peer_set_read(struct peer_set *s, struct arena *a, struct bytes text, struct error *e)
{
    uint8_t raw[SHA256_SIZE];
    char digest[HEX256 + 1];
    size_t lines = 0, number = 0;

    *s = (struct peer_set){.pack = {.text = text}};
    if (!text_is_utf8(text))
        return error_set(e, ERROR_FORMAT, 0, "it is not UTF-8");
    for (size_t at = 0; at < text.size; at = bytes_find(text, '\n', at) + 1)
        lines += text.data[at] != '#';
    s->entries = arena_array(a, lines < LIMIT_PEERS ? lines : LIMIT_PEERS, sizeof *s->entries);
    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, '\n', at);
        struct bytes line;
        bytes_slice(text, at, end - at, &line);
        at = end + 1;
        number++;
        if (line.size > 0 && line.data[0] == '#')
            take_head(s, line);
        else if (line.size > 0 && !take_row(s, line, number, e))
            return false;
    }
    if (!good_id(s->pack.id))
        return error_set(e, ERROR_FORMAT, 0,
                         "a set of peers has \"# id: \" and small letters, digits, \"-\"");
    if (s->chosen.size == 0)
        return error_set(e, ERROR_FORMAT, 0, "a set of peers says with \"# chosen: \" how it was chosen");
    hash_sha256(text, raw);
    hash_hex(bytes_of(raw, sizeof raw), digest);
    s->pack.sha256 = arena_copy(a, bytes_of(digest, HEX256));
    return true;
}

bool peer_set_takes(const struct peer_set *s, size_t entry, struct bytes category)
{
    return category.data == NULL || bytes_equal(s->entries[entry].category, category);
}

static int by_bytes(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

void peer_digests_sort(struct bytes *list, size_t count)
{
    if (count > 1)
        qsort(list, count, sizeof *list, by_bytes);
}

bool peer_digests_have(const struct bytes *list, size_t count, struct bytes sha256)
{
    return count > 0 && bsearch(&sha256, list, count, sizeof *list, by_bytes) != NULL;
}

bool peer_version_text(struct bytes text, int64_t *out)
{
    bool negative = text.size > 0 && text.data[0] == '-';
    int64_t value = 0;

    for (size_t i = negative; i < text.size; i++) {
        int digit = text.data[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) /* downwards: the least number has no opposite */
            return false;
    }
    *out = value;
    return text.size > negative && (negative || !__builtin_sub_overflow(0, value, out));
}
