#include "code/url.h"

#include "base/limits.h"
#include "code/owner.h"

const char *url_kind_name(enum url_kind kind)
{
    static const char *const names[URL_KINDS] = {
        [URL_REMOTE] = "url",       [URL_ADDRESS] = "ip",       [URL_HOST] = "host",
        [URL_DOMAIN] = "domain",    [URL_TEMPLATE] = "template", [URL_MENTION] = "mention",
        [URL_DOCUMENTATION] = "documentation", [URL_NAMESPACE] = "namespace", [URL_LOCAL] = "local",
        [URL_RESERVED] = "reserved",
    };

    return names[kind];
}

/* Schemes that open a connection; of two that end alike the longer stands first. */
static const char *const schemes[] = {
    "https", "http", "wss", "ws", "ftps", "sftp", "ftp", "mqtts", "mqtt", "rtsps", "rtsp", "rtmps", "rtmp", "rtmpt",
    "amqps", "amqp", "mongodb+srv", "mongodb", "postgresql", "postgres", "mysql", "rediss", "redis", "ldaps", "ldap",
    "ssh", "smb", "tcp", "udp", "tls", "ssl", "sip", "xmpp", "socks5", "socks", "grpc", "nats", "coap", "telnet",
};

/* Vocabularies: addresses that begin so identify something and are not fetched. Sources: the specifications. */
static const char *const vocabularies[] = {
    "schemas.android.com/", "schemas.microsoft.com/", "schemas.xmlsoap.org/", "schemas.openxmlformats.org/",
    "www.w3.org/", "w3.org/", "xmlpull.org/", "xml.org/", "xml.apache.org/", "apache.org/xml/", "javax.xml.",
    "java.sun.com/xml/", "java.sun.com/dtd/", "java.sun.com/jsp/", "java.sun.com/j2se/", "ns.adobe.com/",
    "purl.org/", "xmlns.com/", "xmlns.jcp.org/", "relaxng.org/ns/", "ns.google.com/", "iptc.org/std/", "cipa.jp/exif/",
    "www.topografix.com/", "www.opengis.net/", "docbook.org/ns/", "exslt.org/", "icl.com/saxon",
    "jabber.org/protocol/", "etherx.jabber.org/", "schema.org", "ogp.me/ns", "rdfs.org/", "www.aiim.org/", "json-schema.org/",
    "www.npes.org/pdfx/", "search.yahoo.com/mrss", "www.itunes.com/dtds/", "a9.com/-/spec/", "xspf.org/ns/",
    "www.gribuser.ru/xml/", "www.idpf.org/", "www.daisy.org/", "schemas.google.com/", "www.inkscape.org/namespaces/",
    "sodipodi.sourceforge.net/dtd/", "creativecommons.org/ns", "web.resource.org/cc/", "java.sun.com/products/",
    "openid.net/specs/", "specs.openid.net/", "docs.oasis-open.org/", "www.smpte-ra.org/", "dashif.org/", "sf.net/",
    "www.apple.com/dtds/", "www.brics.dk/", "www.googleapis.com/auth/", "java.sun.com/jaxp/", "www.ccil.org/~cowan/tagsoup/", "dev.w3.org/", "saxproject.org/",
    "www.saxproject.org/", "www.megginson.com/", "wear.googleapis.com/3p_auth", "www.android.com/wear/3p_auth", "cldr.unicode.org/", "www.w3c.org/", "ns.useplus.org/",
};

/* Pages for people: documents, licences, questions, sources. */
static const char *const documents[] = {
    "developer.android.com/", "developers.google.com/", "developer.apple.com/", "developer.mozilla.org/",
    "developers.facebook.com/docs", "developer.chrome.com/", "source.android.com/", "d.android.com/", "g.co/androidstudio",
    "firebase.google.com/docs", "firebase.google.com/support", "cloud.google.com/docs", "support.google.com/",
    "issuetracker.google.com/", "code.google.com/", "groups.google.com/", "android.googlesource.com/", "goo.gl/", "goo.gle/", "g.co/dev",
    "github.com/", "gist.github.com/", "raw.githubusercontent.com/", "gitlab.com/", "bitbucket.org/", "stackoverflow.com/", "medium.com/",
    "www.apache.org/licenses", "apache.org/licenses", "opensource.org/", "www.opensource.org/", "creativecommons.org/", "www.gnu.org/", "gnu.org/", "www.mozilla.org/mpl",
    "mozilla.org/mpl", "www.eclipse.org/", "www.bouncycastle.org/", "scripts.sil.org/", "openjdk.java.net/", "docs.oracle.com/", "www.oracle.com/",
    "bugs.", "wiki.", "docs.", "doc.", "javadoc.", "en.wikipedia.org/", "www.wikipedia.org/", "tools.ietf.org/", "datatracker.ietf.org/", "www.ietf.org/", "www.rfc-editor.org/",
    "kotlinlang.org/", "youtrack.jetbrains.com/", "kotl.in/", "reactjs.org/", "reactnative.dev/", "react.dev/", "fb.me/", "flutter.dev/", "dart.dev/", "nodejs.org/", "npmjs.org/", "www.npmjs.com/",
    "unicode.org/", "www.unicode.org/", "mathiasbynens.be/", "crbug.com/", "bugzilla.", "momentjs.com/", "jquery.org/", "jquery.com/", "lodash.com/", "underscorejs.org/", "feross.org/",
    "square.github.io/", "google.github.io/", "immutable-js.github.io/", "www.openssl.org/", "curl.haxx.se/", "curl.se/", "www.zlib.net/", "sqlite.org/", "www.sqlite.org/", "llvm.org/",
    "errorprone.info/", "checkerframework.org/", "findbugs.", "junit.org/", "hamcrest.org/", "site.mockito.org/", "www.slf4j.org/", "slf4j.org/", "logging.apache.org/", "commons.apache.org/", "material.io/",
    "fonts.google.com/", "www.fontbureau.com/", "angularjs.org/", "vuejs.org/", "getbootstrap.com/", "ionicframework.com/", "cordova.apache.org/", "electronjs.org/", "www.boost.org/", "www.ecma-international.org/", "tc39.", "caniuse.com/", "www.mono-project.com/", "go.microsoft.com/", "aka.ms/", "docs.microsoft.com/", "msdn.microsoft.com/",
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool is_alnum(uint8_t c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/* The network scheme that ends at `at`; empty where there is none. */
static struct bytes scheme_before(struct bytes text, size_t at)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t size = strlen(schemes[i]), k = 0;
        struct bytes there;
        if (at < size || !bytes_slice(text, at - size, size, &there))
            continue;
        while (k < size && lower(there.data[k]) == (uint8_t)schemes[i][k])
            k++;
        if (k == size)
            return there;
    }
    return bytes_of(NULL, 0);
}

/* Whether a byte may stand in an address as people write them; templates' braces and percent signs may. */
static bool in_address(uint8_t c)
{
    return c > 0x20 && c < 0x7f && strchr("\"'<>`\\|^", c) == NULL;
}

static bool in_host(uint8_t c)
{
    return is_alnum(c) || strchr("-._~%{}$[]:@+=&;!*(),", c) != NULL;
}

/* Takes off what belongs to the sentence around an address. */
static size_t trimmed(struct bytes value, size_t least)
{
    size_t size = value.size;
    bool open = bytes_find(value, '(', 0) < value.size, brace = bytes_find(value, '{', 0) < value.size;

    while (size > least) {
        uint8_t c = value.data[size - 1];
        if (strchr(".,;:!?*", c) != NULL || (c == ')' && !open) || (c == '}' && !brace) || c == ']')
            size--;
        else
            break;
    }
    return size;
}

static struct bytes small(struct arena *a, struct bytes text)
{
    struct bytes copy;
    uint8_t *to;
    size_t i = 0;

    while (i < text.size && lower(text.data[i]) == text.data[i])
        i++;
    if (i == text.size)
        return text;
    to = arena_raw(a, text.size);
    for (i = 0; i < text.size; i++)
        to[i] = lower(text.data[i]);
    copy = bytes_of(to, text.size);
    return copy;
}

bool url_ipv4(struct bytes host, enum url_kind *kind)
{
    static const struct {
        uint32_t base;
        uint8_t bits;
        uint8_t kind;
    } special[] = {
        {0x00000000, 8, URL_LOCAL},     {0x0a000000, 8, URL_LOCAL},     {0x7f000000, 8, URL_LOCAL},
        {0x64400000, 10, URL_LOCAL},    {0xa9fe0000, 16, URL_LOCAL},    {0xac100000, 12, URL_LOCAL},
        {0xc0a80000, 16, URL_LOCAL},    {0xc0000200, 24, URL_RESERVED}, {0xc6336400, 24, URL_RESERVED},
        {0xcb007100, 24, URL_RESERVED}, {0xe0000000, 3, URL_LOCAL},
    };
    uint32_t address = 0, part = 0;
    unsigned parts = 0, digits = 0;

    for (size_t i = 0; i <= host.size; i++) {
        uint8_t c = i < host.size ? host.data[i] : '.';
        if (c >= '0' && c <= '9' && digits < 3) {
            part = part * 10 + (c - '0');
            digits++;
        } else if (c == '.' && digits > 0 && part < 256 && parts < 4) {
            address = address << 8 | part;
            part = digits = 0;
            parts++;
        } else {
            return false;
        }
    }
    if (parts != 4)
        return false;
    *kind = URL_ADDRESS;
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if ((address ^ special[i].base) >> (32 - special[i].bits) == 0)
            *kind = (enum url_kind)special[i].kind;
    return true;
}

static bool ends_as(struct bytes host, const char *name)
{
    size_t size = strlen(name);

    return bytes_is(host, name) ||
           (host.size > size && bytes_ends(host, bytes_str(name)) && host.data[host.size - size - 1] == '.');
}

static bool host_in(struct bytes host, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ends_as(host, names[i]))
            return true;
    return false;
}

/* Labels of letters, digits, hyphens and underscores, none empty or longer than 63. */
static bool is_host(struct bytes host)
{
    size_t label = 0;

    if (host.size == 0 || host.size > 253)
        return false;
    for (size_t i = 0; i <= host.size; i++) {
        uint8_t c = i < host.size ? host.data[i] : '.';
        if (c == '.' && (label == 0 || label > 63))
            return false;
        if (c != '.' && !is_alnum(c) && c != '-' && c != '_')
            return false;
        label = c == '.' ? 0 : label + 1;
    }
    return true;
}

/* What stands behind the last placeholder (%s, {name}, $name), from the first dot on; empty when that is no host. */
static struct bytes fixed_end(struct bytes host)
{
    size_t at = host.size;
    struct bytes rest;

    while (at > 0 && strchr("%{}$*", host.data[at - 1]) == NULL)
        at--;
    rest = bytes_from(host, at);
    rest = bytes_from(rest, bytes_find(rest, '.', 0) + 1);
    return is_host(rest) && host_known_top(rest) ? rest : bytes_of(NULL, 0);
}

static enum url_kind kind_of_host(struct bytes host)
{
    static const char *const local[] = {"localhost", "local", "localdomain", "internal", "lan", "home.arpa", "intranet"};
    static const char *const reserved[] = {"example", "test", "invalid", "example.com", "example.net", "example.org"};
    enum url_kind kind;

    if (url_ipv4(host, &kind))
        return kind;
    if (host_in(host, local, sizeof local / sizeof *local))
        return URL_LOCAL;
    if (host_in(host, reserved, sizeof reserved / sizeof *reserved))
        return URL_RESERVED;
    if (bytes_find(host, '.', 0) == host.size)
        return URL_LOCAL;
    return URL_REMOTE;
}

static bool begins_as(struct bytes text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t k = 0, size = strlen(names[i]);
        bool slash = names[i][size - 1] == '/';
        while (k < size && k < text.size && lower(text.data[k]) == (uint8_t)names[i][k])
            k++;
        if (k == size || (slash && k == size - 1 && k == text.size))
            return true;
    }
    return false;
}

/* Whether the address stands in a sentence: behind a space that no sign of a value precedes. */
static bool in_sentence(struct bytes text, size_t from)
{
    size_t i = from;

    while (i > 0 && text.data[i - 1] == ' ')
        i--;
    return i < from && i > 0 && strchr("=,([{\"'`:>+?|", text.data[i - 1]) == NULL;
}

/* The host of an authority: without user, port and brackets. False when there is none to speak of. */
static bool take_host(struct arena *a, struct bytes authority, size_t at, struct url *out)
{
    size_t sign = authority.size, end;
    struct bytes host;

    for (size_t i = 0; i < authority.size; i++)
        if (authority.data[i] == '@')
            sign = i;
    if (sign < authority.size) {
        out->userinfo = at;
        out->userinfo_size = sign;
        authority = bytes_from(authority, sign + 1);
    }
    if (authority.size > 2 && authority.data[0] == '[') { /* an IPv6 address */
        bool v6;
        bytes_slice(authority, 1, bytes_find(authority, ']', 0) - 1, &host);
        v6 = bytes_find(authority, ']', 0) < authority.size && bytes_find(host, ':', 0) < host.size;
        out->host = small(a, host);
        out->kind = bytes_is(host, "::1") || bytes_starts(out->host, BYTES("fe80:")) || bytes_starts(out->host, BYTES("fd"))
                        ? URL_LOCAL
                        : URL_ADDRESS;
        return v6;
    }
    end = bytes_find(authority, ':', 0);
    bytes_slice(authority, 0, end, &host);
    if (host.size > 0 && host.data[host.size - 1] == '.')
        host.size--;
    host = small(a, host);
    for (size_t i = 0; i < host.size; i++)
        if (strchr("%{}$*", host.data[i]) != NULL) {
            out->kind = URL_TEMPLATE;
            out->host = fixed_end(host);
            return true;
        }
    out->host = host;
    if (!is_host(host))
        return false;
    out->kind = kind_of_host(host);
    return true;
}

bool url_at(struct arena *a, struct bytes text, size_t at, struct url *out)
{
    struct bytes scheme = scheme_before(text, at), rest, authority;
    size_t size = 0, host = 0;

    *out = (struct url){.from = at - scheme.size};
    if (scheme.size == 0)
        return false;
    rest = bytes_from(text, at + 3);
    while (size < rest.size && size < LIMIT_MARK_TEXT && in_address(rest.data[size]))
        size++;
    bytes_slice(rest, 0, size, &rest);
    rest.size = trimmed(rest, 0);
    while (host < rest.size && in_host(rest.data[host]))
        host++;
    bytes_slice(rest, 0, host, &authority);
    if (!take_host(a, authority, scheme.size + 3, out))
        return false;
    out->scheme = small(a, scheme);
    bytes_slice(text, out->from, scheme.size + 3 + rest.size, &out->value);
    if (out->kind == URL_TEMPLATE && out->host.size == 0 && out->userinfo_size == 0)
        return rest.size > 2; /* "http://%s": nothing is known of it but that it is a template */
    if (out->kind == URL_REMOTE && begins_as(rest, vocabularies, sizeof vocabularies / sizeof *vocabularies))
        out->kind = URL_NAMESPACE;
    else if (out->kind == URL_REMOTE && begins_as(rest, documents, sizeof documents / sizeof *documents))
        out->kind = URL_DOCUMENTATION;
    else if (out->kind == URL_REMOTE && in_sentence(text, out->from))
        out->kind = URL_MENTION;
    return true;
}

/* Whether the name reads like a package's or a property's, which begin where a host ends. */
static bool is_reversed(struct bytes host)
{
    static const char *const first[] = {"com.", "org.", "net.", "io.", "android.", "androidx.", "java.", "javax.",
                                        "kotlin.", "kotlinx.", "edu.", "gov.", "me.", "cn.", "ru.", "de.", "jp.", "sun.", "dalvik."};

    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (bytes_starts(host, bytes_str(first[i])))
            return true;
    return false;
}

bool url_bare(struct arena *a, struct bytes text, struct url *out)
{
    static const char *const tops[] = {"com", "net", "org", "cn", "ru"};
    struct bytes host = text;
    struct owner owner;
    size_t colon = bytes_find(text, ':', 0);

    *out = (struct url){.value = text};
    for (size_t i = colon + 1; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9' || text.size - colon > 6)
            return false;
    bytes_slice(text, 0, colon, &host);
    if (url_ipv4(host, &out->kind)) {
        out->host = host;
        return true;
    }
    for (size_t i = 0; i < host.size; i++)
        if (lower(host.data[i]) != host.data[i] || (!is_alnum(host.data[i]) && host.data[i] != '.' && host.data[i] != '-'))
            return false;
    out->host = small(a, host);
    if (!is_host(out->host) || kind_of_host(out->host) != URL_REMOTE || is_reversed(out->host))
        return false;
    out->kind = URL_HOST;
    return owner_of_host(out->host, &owner) || host_in(out->host, tops, sizeof tops / sizeof *tops);
}
