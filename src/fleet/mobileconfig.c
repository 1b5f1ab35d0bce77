#include "fleet/mobileconfig.h"

#include <stdio.h>

#include "base/hash.h"

void mobileconfig_uuid(const struct control *c, const char *part, char out[UUID_SIZE])
{
    uint8_t d[SHA256_SIZE];

    hash_sha256_two(c->determination, bytes_str(part), d);
    d[6] = (uint8_t)((d[6] & 15) | 128);
    d[8] = (uint8_t)((d[8] & 63) | 128);
    snprintf(out, UUID_SIZE, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10],
             d[11], d[12], d[13], d[14], d[15]);
}

struct bytes mobileconfig_identifier(struct arena *a, const struct control *c, const char *part)
{
    uint8_t digest[SHA256_SIZE];
    char hex[HEX256 + 1];

    hash_sha256(c->matter, digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    return arena_printf(a, "veto.%.16s.%s", hex, part);
}

/* --- property lists --- */

static void indent(struct buf *out, unsigned tabs)
{
    while (tabs-- > 0)
        buf_u8(out, '\t');
}

/* XML 1.0 holds no control characters but tab and line feed: others are left out. */
static void escaped(struct buf *out, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = bytes_get8(text, i);
        if (c == '&' || c == '<' || c == '>')
            buf_str(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        else if (c >= ' ' || c == '\t' || c == '\n')
            buf_u8(out, c);
    }
}

void plist_key(struct buf *out, unsigned tabs, const char *key)
{
    indent(out, tabs);
    buf_printf(out, "<key>%s</key>\n", key);
}

void plist_text(struct buf *out, unsigned tabs, struct bytes text)
{
    indent(out, tabs);
    buf_str(out, "<string>");
    escaped(out, text);
    buf_str(out, "</string>\n");
}

void plist_texts(struct buf *out, unsigned tabs, const char *key, const struct bytes *texts, size_t count)
{
    plist_key(out, tabs, key);
    indent(out, tabs);
    buf_str(out, "<array>\n");
    for (size_t i = 0; i < count; i++)
        plist_text(out, tabs + 1, texts[i]);
    indent(out, tabs);
    buf_str(out, "</array>\n");
}

void plist_begin(struct buf *out)
{
    buf_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                 "<plist version=\"1.0\">\n");
}

void plist_end(struct buf *out)
{
    buf_str(out, "</plist>\n");
}

/* --- profiles --- */

/* What every payload has, the profile itself included. */
static void common(struct buf *out, unsigned tabs, const char *type, struct bytes identifier, const char *uuid)
{
    plist_key(out, tabs, "PayloadIdentifier");
    plist_text(out, tabs, identifier);
    plist_key(out, tabs, "PayloadType");
    plist_text(out, tabs, bytes_str(type));
    plist_key(out, tabs, "PayloadUUID");
    plist_text(out, tabs, bytes_str(uuid));
    plist_key(out, tabs, "PayloadVersion");
    indent(out, tabs);
    buf_str(out, "<integer>1</integer>\n");
}

void mobileconfig_write(struct buf *out, struct arena *a, const struct control *c, const struct mobileconfig *m, struct bytes keys)
{
    struct bytes outer = mobileconfig_identifier(a, c, m->part), inner = arena_printf(a, "%s.payload", (const char *)outer.data);
    char uuid[UUID_SIZE];

    plist_begin(out);
    buf_str(out, "<dict>\n\t<key>PayloadContent</key>\n\t<array>\n\t\t<dict>\n");
    buf_add(out, keys);
    mobileconfig_uuid(c, (const char *)inner.data, uuid);
    common(out, 3, m->type, inner, uuid);
    buf_str(out, "\t\t</dict>\n\t</array>\n");
    plist_key(out, 1, "PayloadDescription");
    plist_text(out, 1, arena_printf(a, "%.*s: %s. Case %.*s, determination %.12s, in force since %.10s.", (int)c->title_en.size, (const char *)c->title_en.data, m->what,
                                    (int)c->matter.size, (const char *)c->matter.data, (const char *)c->determination.data, (const char *)c->effective.data));
    plist_key(out, 1, "PayloadDisplayName");
    plist_text(out, 1, arena_printf(a, "%.*s: %s", (int)c->title_en.size, (const char *)c->title_en.data, m->what));
    mobileconfig_uuid(c, (const char *)outer.data, uuid);
    common(out, 1, "Configuration", outer, uuid);
    plist_key(out, 1, "PayloadRemovalDisallowed");
    buf_str(out, "\t<true/>\n</dict>\n");
    plist_end(out);
}
