#include "code/owner.h"

#include "base/pack.h"
#include "base/tsv.h"

enum { OWNER_ID, OWNER_NAME, OWNER_PARENT, OWNER_JURISDICTION, OWNER_FIELDS };
enum { MOST_PARENTS = 8 };

bool owner_find(struct bytes id, struct owner *out)
{
    const struct pack_file *pack = pack_find("sdks/owners.tsv");
    struct bytes f[OWNER_FIELDS];

    *out = (struct owner){.id = {NULL, 0}};
    if (pack == NULL || id.size == 0 || !tsv_find(pack->text, id, f, OWNER_FIELDS))
        return false;
    *out = (struct owner){f[OWNER_ID], f[OWNER_NAME], f[OWNER_ID], f[OWNER_JURISDICTION]};
    for (int i = 0; i < MOST_PARENTS && f[OWNER_PARENT].size > 0; i++) {
        if (!tsv_find(pack->text, f[OWNER_PARENT], f, OWNER_FIELDS))
            break;
        out->group = f[OWNER_ID];
        out->jurisdiction = f[OWNER_JURISDICTION];
    }
    if (bytes_is(out->jurisdiction, "-"))
        out->jurisdiction = bytes_of(NULL, 0);
    return true;
}

/* What stands behind the first dot; empty when there is none. */
static struct bytes parent_of(struct bytes host)
{
    return bytes_from(host, bytes_find(host, '.', 0) + 1);
}

bool owner_of_host(struct bytes host, struct owner *out)
{
    const struct pack_file *pack = pack_find("domains/owners.tsv");
    struct bytes f[2];

    *out = (struct owner){.id = {NULL, 0}};
    for (; pack != NULL && host.size > 0; host = parent_of(host))
        if (tsv_find(pack->text, host, f, 2))
            return owner_find(f[1], out);
    return false;
}

static bool has_rule(const struct pack_file *pack, char mark, struct bytes suffix)
{
    char rule[256];
    struct bytes field;
    size_t size = suffix.size;

    if (pack == NULL || size + 2 > sizeof rule)
        return false;
    if (mark == 0)
        return tsv_find(pack->text, suffix, &field, 1);
    rule[0] = mark;
    if (mark == '*') {
        rule[1] = '.';
        memcpy(&rule[2], suffix.data, size);
        return tsv_find(pack->text, bytes_of(rule, size + 2), &field, 1);
    }
    memcpy(&rule[1], suffix.data, size);
    return tsv_find(pack->text, bytes_of(rule, size + 1), &field, 1);
}

bool host_known_top(struct bytes host)
{
    const struct pack_file *pack = pack_find("domains/suffixes.tsv");
    size_t at = host.size;

    while (at > 0 && host.data[at - 1] != '.')
        at--;
    host = bytes_from(host, at);
    return host.size > 0 && (has_rule(pack, 0, host) || has_rule(pack, '*', host));
}

struct bytes host_registrable(struct bytes host)
{
    const struct pack_file *pack = pack_find("domains/suffixes.tsv");
    struct bytes rest = host, shorter = {NULL, 0}; /* shorter: one label more than rest */

    if (host.size > 253)
        return bytes_of(NULL, 0);
    for (;; shorter = rest, rest = parent_of(rest)) {
        struct bytes up = parent_of(rest);
        if (up.size == 0) /* the last label is a suffix, whatever the list says */
            return shorter;
        if (has_rule(pack, '!', rest))
            return rest;
        if (has_rule(pack, 0, rest) || has_rule(pack, '*', up))
            return shorter;
    }
}
