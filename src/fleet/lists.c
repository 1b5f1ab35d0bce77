/*
 * Lists of names, a line each: hosts files (hosts(5)), the part of dnsmasq's
 * configuration that names domains (dnsmasq(8): --address, --server, --local),
 * and Pi-hole lists (bare names, ||name^ and @@||name^, the regular
 * expressions that its interface writes for a wildcard).
 */
#include "fleet/formats.h"

bool line_next(struct bytes text, size_t *at, uint32_t *line, struct bytes *out)
{
    size_t end;

    if (*at >= text.size)
        return false;
    end = bytes_find(text, '\n', *at);
    bytes_slice(text, *at, end - *at, out);
    if (out->size > 0 && out->data[out->size - 1] == '\r')
        out->size--;
    *at = end + 1;
    if (*line < UINT32_MAX)
        ++*line;
    return true;
}

static bool blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

struct bytes trimmed(struct bytes text)
{
    size_t from = 0;

    while (from < text.size && blank(text.data[from]))
        from++;
    text = bytes_from(text, from);
    while (text.size > 0 && blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

bool word_next(struct bytes *rest, struct bytes *word)
{
    size_t from = 0, end;

    while (from < rest->size && blank(rest->data[from]))
        from++;
    for (end = from; end < rest->size && !blank(rest->data[end]);)
        end++;
    bytes_slice(*rest, from, end - from, word);
    *rest = bytes_from(*rest, end);
    return word->size > 0;
}

/* Whether what stands between dots is a number up to 255 each. */
static bool are_octets(struct bytes text)
{
    unsigned value = 0, digits = 0;

    for (size_t i = 0; i <= text.size; i++) {
        if (i == text.size || text.data[i] == '.') {
            if (digits == 0 || digits > 3 || value > 255)
                return false;
            value = digits = 0;
        } else if (digits++ < 4) {
            value = value * 10 + (text.data[i] - '0');
        }
    }
    return true;
}

bool is_address(struct bytes text)
{
    size_t dots = 0, colons = 0, letters = 0;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        if (c == '%' && colons > 1) /* an interface follows */
            return true;
        dots += c == '.';
        colons += c == ':';
        letters += (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (bytes_find(BYTES("0123456789abcdefABCDEF.:"), c, 0) == 24)
            return false;
    }
    return colons > 1 || (colons == 0 && letters == 0 && dots == 3 && are_octets(text));
}

/* What is before a comment. */
static struct bytes without_comment(struct bytes line)
{
    struct bytes head;

    bytes_slice(line, 0, bytes_find(line, '#', 0), &head);
    return trimmed(head);
}

/* Addresses that nobody answers at. */
static bool null_address(struct bytes text)
{
    return bytes_is(text, "0.0.0.0") || bytes_is(text, "::") || bytes_is(text, "::1") ||
           bytes_starts(text, BYTES("127."));
}

bool hosts_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct bytes line, address, name;
    uint32_t number = 0;
    size_t at = 0;

    (void)e;
    while (line_next(text, &at, &number, &line)) {
        line = without_comment(line);
        if (!word_next(&line, &address))
            continue;
        if (!is_address(address)) {
            artefact_problem(art, number, "the line does not begin with an address", address);
            continue;
        }
        while (word_next(&line, &name)) {
            size_t before = art->count;
            if (name.data[0] == '*') {
                artefact_trap(art, TRAP_HOSTS_WILDCARD, number, name);
                continue;
            }
            artefact_domain(art, DEED_BLOCK, SCOPE_SELF, number, name);
            if (art->count > before && !null_address(address))
                artefact_trap(art, TRAP_HOSTS_REDIRECT, number, name);
        }
    }
    artefact_trap(art, TRAP_HOSTS_EXACT, 0, bytes_of(NULL, 0));
    return true;
}

/* --- dnsmasq --- */

/* "/one/two/VALUE": VALUE, and *list what is between the first and the last slash. False without slashes. */
static bool split_domains(struct bytes value, struct bytes *list, struct bytes *last)
{
    size_t end = value.size;

    if (value.size < 2 || value.data[0] != '/')
        return false;
    while (value.data[end - 1] != '/')
        end--;
    *last = bytes_from(value, end);
    if (end < 2)
        return false;
    bytes_slice(value, 1, end - 2, list);
    return true;
}

/* The domains of one address=, server= or local= line. */
static void dnsmasq_domains(struct artefact *art, uint32_t number, struct bytes value, bool address)
{
    struct bytes list, last, name;
    enum deed effect = DEED_BLOCK;

    if (!split_domains(value, &list, &last)) {
        if (address)
            artefact_problem(art, number, "address= takes /domain/", value);
        return; /* server=ADDRESS names an upstream */
    }
    if (!address && last.size > 0) /* asked of another server, or of the usual ones (#) */
        effect = DEED_ALLOW;
    while (list.size > 0) {
        size_t slash = bytes_find(list, '/', 0);
        bytes_slice(list, 0, slash, &name);
        list = bytes_from(list, slash + 1);
        if (bytes_is(name, "#") && address) { /* every name */
            artefact_state(art, (struct stated){IDENTIFIER_DOMAIN, effect, SCOPE_BELOW, number, bytes_of(NULL, 0)});
            continue;
        }
        if (name.size > 0 && name.data[0] == '.')
            name = bytes_from(name, 1);
        if (bytes_starts(name, BYTES("*.")))
            artefact_domain(art, effect, SCOPE_BELOW, number, bytes_from(name, 2));
        else if (name.size > 0)
            artefact_domain(art, effect, SCOPE_BOTH, number, name);
        if (address && last.size > 0 && last.data[0] != '#' && !null_address(last) && is_address(last))
            artefact_trap(art, TRAP_HOSTS_REDIRECT, number, name);
    }
}

bool dnsmasq_read(struct artefact *art, struct bytes text, struct error *e)
{
    static const struct {
        const char *word;
        enum { ADDRESS, SERVER, INCLUDE } does;
    } rows[] = {
        {"address=", ADDRESS},  {"server=", SERVER},     {"local=", SERVER},
        {"conf-file=", INCLUDE}, {"conf-dir=", INCLUDE}, {"addn-hosts=", INCLUDE},
    };
    struct bytes line;
    uint32_t number = 0;
    size_t at = 0;

    (void)e;
    while (line_next(text, &at, &number, &line)) {
        line = trimmed(line);
        /* a '#' begins a comment at the start or after a blank: address=/x/# is no comment */
        for (size_t i = 0; i < line.size; i++)
            if (line.data[i] == '#' && (i == 0 || blank(line.data[i - 1])))
                bytes_slice(line, 0, i, &line);
        line = trimmed(line);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            if (!bytes_starts(line, bytes_str(rows[i].word)))
                continue;
            if (rows[i].does == INCLUDE)
                artefact_trap(art, TRAP_DNSMASQ_INCLUDE, number, line);
            else
                dnsmasq_domains(art, number, bytes_from(line, strlen(rows[i].word)), rows[i].does == ADDRESS);
        }
    }
    return true;
}

/* --- Pi-hole --- */

/*
 * The name in a regular expression that matches a name and all below it, as
 * Pi-hole's interface writes a wildcard: (\.|^)name\.tld$. False for another.
 */
static bool wildcard_name(struct artefact *art, struct bytes line, struct bytes *name)
{
    static const char *const heads[] = {"(\\.|^)", "(^|\\.)"};
    struct bytes rest = line;
    uint8_t *out;
    size_t size = 0;

    for (size_t i = 0; i < 2; i++)
        if (bytes_starts(line, bytes_str(heads[i])))
            rest = bytes_from(line, strlen(heads[i]));
    if (rest.size == line.size || rest.size == 0 || rest.data[rest.size - 1] != '$')
        return false;
    rest.size--;
    out = arena_raw(art->arena, rest.size + 1);
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.data[i] == '\\' && i + 1 < rest.size && rest.data[i + 1] == '.')
            continue;
        if (rest.data[i] == '.' && (i == 0 || rest.data[i - 1] != '\\'))
            return false;
        out[size++] = rest.data[i];
    }
    *name = bytes_of(out, size);
    return size > 0;
}

/* One line of the list, without comment. */
static void pihole_line(struct artefact *art, uint32_t number, struct bytes line)
{
    enum deed effect = DEED_BLOCK;
    struct bytes name, rest = line, word;
    size_t before = art->count;

    if (bytes_starts(line, BYTES("@@"))) {
        effect = DEED_ALLOW;
        line = bytes_from(line, 2);
    }
    if (bytes_starts(line, BYTES("||"))) {
        size_t end = bytes_find(line, '^', 2);
        bytes_slice(line, 2, end - 2, &name);
        if (end + 1 != line.size)
            artefact_problem(art, number, "Pi-hole reads ||name^ and nothing behind it", line);
        else
            artefact_domain(art, effect, SCOPE_BOTH, number, name);
        return;
    }
    if (line.data[0] == '(' || line.data[0] == '^') {
        if (wildcard_name(art, line, &name))
            artefact_domain(art, effect, SCOPE_BOTH, number, name);
        else
            artefact_problem(art, number, "a regular expression that is not (\\.|^)name$: not read here", line);
        return;
    }
    word_next(&rest, &word);
    while (is_address(word) && word_next(&rest, &word))
        continue;
    artefact_domain(art, effect, SCOPE_SELF, number, word);
    if (art->count > before && effect == DEED_BLOCK)
        artefact_trap(art, TRAP_PIHOLE_EXACT, number, word);
}

bool pihole_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct bytes line;
    uint32_t number = 0;
    size_t at = 0;

    (void)e;
    while (line_next(text, &at, &number, &line)) {
        line = without_comment(line);
        if (line.size > 0 && line.data[0] != '!' && line.data[0] != '[')
            pihole_line(art, number, line);
    }
    artefact_trap(art, TRAP_PIHOLE_GROUPS, 0, bytes_of(NULL, 0));
    return true;
}
