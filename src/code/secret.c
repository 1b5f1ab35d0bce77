#include "code/secret.h"

#include "base/limits.h"
#include "code/url.h"

/* Letters, digits, and the two signs of base64url; hexadecimal digits; base64. */
#define WORD "A-Za-z0-9_-"
#define ALNUM "A-Za-z0-9"
#define BASE64 "A-Za-z0-9+/="

static const struct secret_kind kinds[] = {
    {"google-api-key", "AIza", WORD, 35, 35, false, 0, 3000, "https://cloud.google.com/docs/authentication/api-keys"},
    {"google-oauth-secret", "GOCSPX-", WORD, 28, 28, false, 0, 3000, "https://developers.google.com/identity/protocols/oauth2"},
    {"google-oauth-token", "ya29.", WORD ".", 40, 512, false, 0, 3000, "https://developers.google.com/identity/protocols/oauth2"},
    {"firebase-server-key", ":APA91b", WORD, 130, 140, false, 11, 3000, "https://firebase.google.com/docs/cloud-messaging"},
    {"aws-access-key-id", "AKIA", "A-Z2-7", 16, 16, false, 0, 2500, "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"},
    {"aws-access-key-id", "ASIA", "A-Z2-7", 16, 16, false, 0, 2500, "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"},
    {"aws-mws-token", "amzn.mws.", "a-f0-9-", 36, 36, false, 0, 2500, "https://docs.developer.amazonservices.com/"},
    {"azure-storage-key", "AccountKey=", BASE64, 86, 88, true, 0, 3500, "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string"},
    {"azure-shared-access-key", "SharedAccessKey=", BASE64, 43, 44, true, 0, 3500, "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas"},
    {"alibaba-access-key-id", "LTAI", ALNUM, 12, 20, false, 0, 2800, "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair"},
    {"tencent-secret-id", "AKID", ALNUM, 32, 32, false, 0, 3000, "https://www.tencentcloud.com/document/product/598/34228"},
    {"github-token", "ghp_", ALNUM, 36, 36, false, 0, 3000, "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"},
    {"github-token", "gho_", ALNUM, 36, 36, false, 0, 3000, "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"},
    {"github-token", "ghu_", ALNUM, 36, 36, false, 0, 3000, "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"},
    {"github-token", "ghs_", ALNUM, 36, 36, false, 0, 3000, "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"},
    {"github-token", "ghr_", ALNUM, 36, 76, false, 0, 3000, "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"},
    {"github-token", "github_pat_", "A-Za-z0-9_", 82, 82, false, 0, 3000, "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"},
    {"gitlab-token", "glpat-", WORD, 20, 64, false, 0, 3000, "https://docs.gitlab.com/security/tokens/"},
    {"slack-token", "xoxb-", "A-Za-z0-9-", 20, 200, false, 0, 2500, "https://docs.slack.dev/authentication/tokens"},
    {"slack-token", "xoxp-", "A-Za-z0-9-", 20, 200, false, 0, 2500, "https://docs.slack.dev/authentication/tokens"},
    {"slack-token", "xoxa-", "A-Za-z0-9-", 20, 200, false, 0, 2500, "https://docs.slack.dev/authentication/tokens"},
    {"slack-token", "xoxr-", "A-Za-z0-9-", 20, 200, false, 0, 2500, "https://docs.slack.dev/authentication/tokens"},
    {"slack-token", "xoxs-", "A-Za-z0-9-", 20, 200, false, 0, 2500, "https://docs.slack.dev/authentication/tokens"},
    {"stripe-secret-key", "sk_live_", ALNUM, 24, 128, false, 0, 3000, "https://docs.stripe.com/keys"},
    {"stripe-secret-key", "rk_live_", ALNUM, 24, 128, false, 0, 3000, "https://docs.stripe.com/keys"},
    {"square-token", "sq0atp-", WORD, 22, 60, false, 0, 3000, "https://developer.squareup.com/docs/build-basics/access-tokens"},
    {"square-token", "sq0csp-", WORD, 43, 60, false, 0, 3000, "https://developer.squareup.com/docs/build-basics/access-tokens"},
    {"shopify-token", "shpat_", "a-fA-F0-9", 32, 32, false, 0, 2500, "https://shopify.dev/docs/apps/build/authentication-authorization"},
    {"shopify-token", "shpss_", "a-fA-F0-9", 32, 32, false, 0, 2500, "https://shopify.dev/docs/apps/build/authentication-authorization"},
    {"sendgrid-key", "SG.", WORD ".", 66, 66, false, 0, 3500, "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys"},
    {"digitalocean-token", "dop_v1_", "a-f0-9", 64, 64, false, 0, 2500, "https://docs.digitalocean.com/reference/api/create-personal-access-token/"},
    {"facebook-token", "EAACEdEose0cBA", ALNUM, 20, 400, false, 0, 3000, "https://developers.facebook.com/docs/facebook-login/guides/access-tokens"},
    {"anthropic-key", "sk-ant-", WORD, 80, 120, false, 0, 3000, "https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key"},
    {"openai-key", "sk-proj-", WORD, 40, 200, false, 0, 3000, "https://platform.openai.com/docs/api-reference/authentication"},
    {"openai-key", "T3BlbkFJ", ALNUM, 20, 20, false, 20, 3000, "https://platform.openai.com/docs/api-reference/authentication"},
    {"huggingface-token", "hf_", "A-Za-z", 34, 34, false, 0, 3500, "https://huggingface.co/docs/hub/security-tokens"},
    {"npm-token", "npm_", ALNUM, 36, 36, false, 0, 3000, "https://docs.npmjs.com/about-access-tokens"},
    {"pypi-token", "pypi-AgEI", WORD, 50, 300, false, 0, 3000, "https://pypi.org/help/"},
    {"telegram-bot-token", ":AA", WORD, 33, 33, false, 8, 3000, "https://core.telegram.org/bots/api"},
    {"age-secret-key", "AGE-SECRET-KEY-1", "A-Z0-9", 58, 58, false, 0, 3000, "https://age-encryption.org/v1"},
    {"json-web-token", "eyJ", WORD, 10, 1000, false, 0, 2500, "RFC 7519"},
    {"private-key", "-----BEGIN", "", 0, 0, false, 0, 0, "RFC 7468"},
};

const struct secret_kind *secret_kind_at(size_t i)
{
    return i < sizeof kinds / sizeof *kinds ? &kinds[i] : NULL;
}

static bool in_set(const char *set, uint8_t c)
{
    for (; *set != 0; set++) {
        if (set[1] == '-' && set[2] != 0) {
            if (c >= (uint8_t)set[0] && c <= (uint8_t)set[2])
                return true;
            set += 2;
        } else if (c == (uint8_t)*set) {
            return true;
        }
    }
    return false;
}

/* log2(n) in thousandths, for n of at most 16 bits: the square of the mantissa gives one binary digit after the other. */
static uint32_t log2_millis(uint32_t n)
{
    uint64_t x;
    uint32_t whole = 31 - (uint32_t)__builtin_clz(n), digits = 0;

    x = ((uint64_t)n << 30) >> whole; /* in [1, 2), 30 bits behind the point */
    for (int i = 0; i < 16; i++) {
        x = x * x >> 30;
        digits <<= 1;
        if (x >= 2ull << 30) {
            x >>= 1;
            digits |= 1;
        }
    }
    return whole * 1000 + (digits * 1000 >> 16);
}

uint32_t entropy_millibits(struct bytes b)
{
    uint32_t counts[256] = {0};
    uint64_t sum = 0;
    uint32_t n = b.size < 65535 ? (uint32_t)b.size : 65535;

    if (n == 0)
        return 0;
    for (uint32_t i = 0; i < n; i++)
        counts[b.data[i]]++;
    for (int i = 0; i < 256; i++)
        if (counts[i] > 0)
            sum += (uint64_t)counts[i] * (log2_millis(n) - log2_millis(counts[i]));
    return (uint32_t)(sum / n);
}

static size_t run_of(struct bytes text, size_t at, const char *set, size_t most)
{
    size_t n = 0;

    while (at + n < text.size && n < most && in_set(set, text.data[at + n]))
        n++;
    return n;
}

/* Vendors' documents use keys like these: nobody's. */
static bool is_example(struct bytes key)
{
    static const char *const words[] = {"EXAMPLE", "example", "XXXX", "xxxx", "0000000", "1234567890", "abcdefgh", "YOUR", "your_"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_search(key, bytes_str(words[i]), 0) < key.size)
            return true;
    return false;
}

/* A JSON Web Token: three parts in base64url, the first two of them JSON objects; an empty signature is no secret. */
static size_t token_size(struct bytes text, size_t at)
{
    size_t end = at;

    for (int part = 0; part < 3; part++) {
        size_t n = run_of(text, end, WORD, text.size);
        struct bytes begins;
        if (n < 10 || (part == 1 && (!bytes_slice(text, end, 2, &begins) || !bytes_is(begins, "ey"))))
            return 0;
        end += n;
        if (part < 2 && (end >= text.size || text.data[end++] != '.'))
            return 0;
    }
    return end - at;
}

/* A private key in PEM with a body: the header alone is what code that reads such files has. */
static size_t private_key_size(struct bytes text, size_t at)
{
    struct bytes rest = bytes_from(text, at), line;
    size_t key, body = 0, i;

    rest.size = rest.size < LIMIT_MARK_TEXT ? rest.size : LIMIT_MARK_TEXT;
    bytes_slice(rest, 0, rest.size < 56 ? rest.size : 56, &line);
    key = bytes_search(line, BYTES("PRIVATE KEY-----"), 0);
    if (key == line.size)
        return 0;
    line.size = key;
    if (bytes_search(line, BYTES("----"), 11) < line.size)
        return 0;
    for (i = key + 16; i < rest.size; i++) {
        uint8_t c = rest.data[i];
        if (in_set(BASE64, c) && !(c == 'n' && rest.data[i - 1] == '\\') && !(c == 'r' && rest.data[i - 1] == '\\'))
            body++;
        else if (c != '\n' && c != '\r' && c != '\\' && c != 'n' && c != 'r' && c != ' ' && c != '\t')
            break;
    }
    return body < 64 ? 0 : i;
}

/* The key behind the prefix at `at`, by the kind's row. */
static bool matches(const struct secret_kind *k, struct bytes text, size_t at, struct secret *out)
{
    size_t start = at + strlen(k->prefix), n, before = 0;
    struct bytes body;

    *out = (struct secret){.kind = k->name, .from = at, .shown = strlen(k->prefix)};
    while (k->before > 0 && before < at && before < 128 && in_set(WORD, text.data[at - before - 1]))
        before++;
    if (before < k->before)
        return false;
    if (k->before == 0 && !k->after && at > 0 && in_set("A-Za-z0-9", text.data[at - 1]))
        return false; /* in the middle of a word */
    n = run_of(text, start, k->set, k->most + 1u);
    if (n < k->least || n > k->most)
        return false;
    bytes_slice(text, start, n, &body);
    out->entropy = entropy_millibits(body);
    if (out->entropy < k->entropy || is_example(body))
        return false;
    out->size = start + n - at;
    if (before > 0) { /* numbers before the sign name the bot or the project: nothing of them is shown either */
        out->from -= before;
        out->size += before;
        out->shown = 0;
    }
    return true;
}

bool secret_at(struct bytes text, size_t at, struct secret *out)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct bytes there;
        if (!bytes_slice(text, at, strlen(kinds[i].prefix), &there) || !bytes_is(there, kinds[i].prefix))
            continue;
        if (strcmp(kinds[i].name, "json-web-token") == 0 || strcmp(kinds[i].name, "private-key") == 0) {
            bool pem = kinds[i].prefix[0] == '-';
            if (!pem && at > 0 && in_set(WORD, text.data[at - 1]))
                continue;
            *out = (struct secret){.kind = kinds[i].name, .from = at, .shown = pem ? 10 : 3};
            out->size = pem ? private_key_size(text, at) : token_size(text, at);
            if (out->size == 0)
                continue;
            bytes_slice(text, at, out->size, &there);
            out->entropy = entropy_millibits(there);
            return true;
        }
        if (matches(&kinds[i], text, at, out))
            return true;
    }
    return false;
}

/* Addresses that are themselves the key: whoever knows them may post. */
static const struct {
    const char *begins, *name;
    uint8_t least;
} hooks[] = {
    {"https://hooks.slack.com/services/T", "slack-webhook", 30},
    {"https://discord.com/api/webhooks/", "discord-webhook", 60},
    {"https://discordapp.com/api/webhooks/", "discord-webhook", 60},
};

bool secret_in_url(struct arena *a, struct bytes text, size_t at, struct secret *out)
{
    struct url url;
    struct bytes user, password;
    size_t colon;

    if (!url_at(a, text, at, &url))
        return false;
    for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
        if (bytes_starts(url.value, bytes_str(hooks[i].begins)) &&
            url.value.size >= strlen(hooks[i].begins) + hooks[i].least && !is_example(url.value)) {
            *out = (struct secret){.kind = hooks[i].name, .from = url.from, .size = url.value.size, .shown = strlen(hooks[i].begins)};
            out->entropy = entropy_millibits(bytes_from(url.value, out->shown));
            return true;
        }
    if (url.userinfo_size == 0 || !bytes_slice(url.value, url.userinfo, url.userinfo_size, &user))
        return false;
    colon = bytes_find(user, ':', 0);
    password = bytes_from(user, colon + 1);
    if (password.size < 3 || is_example(password) || bytes_is(password, "password") || bytes_is(password, "pass"))
        return false;
    for (size_t i = 0; i < password.size; i++)
        if (strchr("%{}$*<>", password.data[i]) != NULL)
            return false; /* put in at run time */
    *out = (struct secret){.kind = "url-password", .from = url.from + url.userinfo + colon + 1, .size = password.size};
    out->entropy = entropy_millibits(password);
    return true;
}

struct bytes secret_redacted(struct arena *a, struct bytes text, const struct secret *s)
{
    struct bytes head;

    bytes_slice(text, s->from, s->shown < s->size ? s->shown : 0, &head);
    return arena_printf(a, "%.*s... (%zu characters)", (int)head.size, (const char *)head.data, s->size);
}

/* Names of parameters whose values are nobody's business. */
static bool tells(struct bytes name)
{
    static const char *const names[] = {"key", "apikey", "api_key", "api-key", "token", "access_token", "accesstoken",
                                        "secret", "client_secret", "appsecret", "app_secret", "password", "passwd", "pwd",
                                        "signature", "sig", "auth", "authorization", "sas"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t k = 0;
        while (k < name.size && (name.data[k] | 0x20) == (names[i][k] | 0x20) && names[i][k] != 0)
            k++;
        if (k == name.size && names[i][k] == 0)
            return true;
    }
    return false;
}

struct blackout {
    struct bytes text;
    uint8_t *copy;
};

static void black(struct blackout *b, struct arena *a, size_t from, size_t size)
{
    if (size == 0 || from > b->text.size || size > b->text.size - from)
        return;
    if (b->copy == NULL) {
        b->copy = arena_raw(a, b->text.size);
        memcpy(b->copy, b->text.data, b->text.size);
    }
    memset(&b->copy[from], '*', size);
}

/* Values of telling parameters in a query: "?key=..." up to the next "&". */
static void black_query(struct blackout *b, struct arena *a)
{
    size_t at = bytes_find(b->text, '?', 0);

    while (at < b->text.size) {
        size_t name = at + 1, equal = bytes_find(b->text, '=', name), end = bytes_find(b->text, '&', name);
        struct bytes word;
        at = end;
        if (equal >= end || !bytes_slice(b->text, name, equal - name, &word) || !tells(word))
            continue;
        if (end - equal - 1 >= 6 && bytes_find(b->text, '%', equal) >= end && bytes_find(b->text, '{', equal) >= end)
            black(b, a, equal + 1, end - equal - 1);
    }
}

struct bytes secret_clean(struct arena *a, struct bytes text)
{
    struct blackout b = {text, NULL};
    struct secret s;
    struct bytes there;

    for (size_t at = 0; at < text.size; at++)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (text.data[at] == (uint8_t)kinds[i].prefix[0] && bytes_slice(text, at, strlen(kinds[i].prefix), &there) &&
                bytes_is(there, kinds[i].prefix) && secret_at(text, at, &s)) {
                black(&b, a, s.from + s.shown, s.size - s.shown);
                break;
            }
    for (size_t at = bytes_search(text, BYTES("://"), 0); at < text.size; at = bytes_search(text, BYTES("://"), at + 1)) {
        struct url url;
        size_t colon;

        if (secret_in_url(a, text, at, &s))
            black(&b, a, s.from + s.shown, s.size - s.shown);
        else if (url_at(a, text, at, &url) && url.userinfo_size > 0 &&
                 bytes_slice(url.value, url.userinfo, url.userinfo_size, &there) &&
                 (colon = bytes_find(there, ':', 0)) < there.size)
            black(&b, a, url.from + url.userinfo + colon + 1, there.size - colon - 1);
    }
    black_query(&b, a);
    return b.copy == NULL ? text : bytes_of(b.copy, text.size);
}
