/*
 * veto-push: commands for Apple devices, queued on a NanoMDM server (PUT
 * /v1/enqueue/ID, basic authentication as "nanomdm"). What was queued goes to
 * standard output, a line each: command's UUID, type, device, subject. The API
 * key comes from a file or the environment and is never shown.
 */
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/version.h"
#include "fleet/paging.h"
#include "ledger/file.h"

enum { EXIT_SHORT = 1, EXIT_WRONG = 2, EXIT_AWAY = 3, KEY_MOST = 1024, REPLY_MOST = 1 << 20 };

static const char help[] =
    "veto-push URL DEVICE...: commands for Apple devices, queued on a NanoMDM server\n\n"
    "URL is the server's, such as https://mdm.example.org/; DEVICE an enrolment id. What was queued is printed, a line each:\n"
    "UUID, type, device, subject, separated by tabs; 'veto mdm-event' puts it together with what devices answer.\n\n"
    "  --remove ID      RemoveApplication, of apps that management installed\n"
    "  --install ID     InstallApplication by bundle id, with a licence that is assigned to the device\n"
    "  --profile FILE   InstallProfile, a .mobileconfig\n"
    "  --remove-profile ID  RemoveProfile, by its PayloadIdentifier\n"
    "  --list           InstalledApplicationList\n"
    "  --list-profiles  ProfileList\n"
    "  --uuid UUID      the command's UUID, of one command to one device: given again, it is queued once\n"
    "  --nopush         queue only: no push notification is sent\n"
    "  --api-key FILE   the API key, one line; else VETO_API_KEY\n"
    "  --ca FILE        certificates to trust, PEM, in the place of the system's\n"
    "  --help, --version\n\n"
    "Exit status: 0 all queued, 1 the server does not take one, 2 usage, 3 the server was not reached or does not take the key.\n\n"
    "    veto-push https://mdm.example.org/ 00008030-000000000000001E --api-key key --remove com.zhiliaoapp.musically --list\n";

struct push {
    CURL *curl;
    const char *url, *uuid; /* NULL: one is made for each command */
    bool nopush, away;      /* away: the server was not reached, or is not to be asked now */
};

static int usage(const char *what, const char *which)
{
    struct buf out;

    buf_init(&out, 1000);
    text_show(&out, bytes_str(which));
    fprintf(stderr, "veto-push: %s%s%.*s; veto-push --help says more\n", what, which[0] != 0 ? " " : "", (int)out.size, out.size > 0 ? (const char *)out.data : "");
    buf_free(&out);
    return EXIT_WRONG;
}

static bool word(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    return n > 0 && n <= 255 && text[n] == 0 && text[0] != '.';
}

static bool take_key(const char *path, char key[KEY_MOST + 2])
{
    const char *given = getenv("VETO_API_KEY");
    ssize_t n = 0;
    size_t size;
    int fd;

    key[0] = 0;
    if (path == NULL) {
        if (given == NULL || strlen(given) > KEY_MOST)
            return false;
        snprintf(key, KEY_MOST + 2, "%s", given);
    } else {
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return false;
        n = read(fd, key, KEY_MOST + 1);
        close(fd);
        if (n < 0)
            return false;
        key[n] = 0;
    }
    size = strcspn(key, "\r\n");
    if (key[size + strspn(key + size, "\r\n")] != 0 || size == 0 || size > KEY_MOST)
        return false;
    key[size] = 0;
    return true;
}

/* RFC 9562, version 4. */
static bool make_uuid(char out[37])
{
    uint8_t r[16];

    if (getrandom(r, sizeof r, 0) != sizeof r)
        return false;
    r[6] = (uint8_t)((r[6] & 15) | 64);
    r[8] = (uint8_t)((r[8] & 63) | 128);
    snprintf(out, 37, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10],
             r[11], r[12], r[13], r[14], r[15]);
    return true;
}

static size_t take(char *data, size_t size, size_t count, void *to)
{
    return buf_add(to, bytes_of(data, size * count)) ? size * count : 0;
}

static bool holds(const struct buf *reply, const char *text)
{
    return bytes_search(buf_bytes(reply), bytes_str(text), 0) < reply->size;
}

/*
 * Whether a reply with status 500 is one of these: the server has a command of that UUID already, in the words of each of
 * its kinds of storage, or has queued it and only the notification failed. NanoMDM's api/types.go names the members.
 */
static const char *queued_all_the_same(const struct buf *reply)
{
    if (!holds(reply, "\"command_error\""))
        return holds(reply, "\"push_error\"") ? "queued, but the push notification failed: it waits until the device asks" : NULL;
    return holds(reply, "already exists") || holds(reply, "Duplicate entry") || holds(reply, "duplicate key") ? "it was queued before" : NULL;
}

static bool refused(const char *const about[3], const char *why)
{
    fprintf(stderr, "veto-push: %s: %s for %s was not queued: %s\n", about[0], about[1], about[2], why);
    return false;
}

/* What the answer means; true when the command is queued. */
static bool understand(struct push *p, CURLcode rc, const struct buf *reply, const char *const about[3])
{
    const char *same;
    char why[120];
    long status = 0;

    curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
    if (rc == CURLE_OK && status == 200)
        return true;
    same = rc == CURLE_OK && status == 500 ? queued_all_the_same(reply) : NULL;
    if (same != NULL) {
        fprintf(stderr, "veto-push: %s: %s for %s: %s\n", about[0], about[1], about[2], same);
        return true;
    }
    p->away = rc != CURLE_OK || !holds(reply, "\"command_error\"");
    if (rc != CURLE_OK)
        return refused(about, curl_easy_strerror(rc));
    snprintf(why, sizeof why, "%s status %ld%s", p->away ? "the server answers with" : "the server does not take it:", status, status == 401 ? ": the API key is another" : "");
    return refused(about, why);
}

static bool enqueue(struct push *p, const char *device, const char *type, const char *subject, struct bytes inner)
{
    const char *const about[3] = {device, type, subject};
    struct curl_slist *headers;
    char uuid[37], url[2200];
    struct buf body, reply;
    CURLcode rc;
    bool ok;

    if (p->uuid != NULL)
        snprintf(uuid, sizeof uuid, "%s", p->uuid);
    else if (!make_uuid(uuid))
        return false;
    snprintf(url, sizeof url, "%s%sv1/enqueue/%s%s", p->url, p->url[strlen(p->url) - 1] == '/' ? "" : "/", device, p->nopush ? "?nopush=1" : "");
    headers = curl_slist_append(NULL, "Content-Type: application/xml");
    buf_init(&reply, REPLY_MOST);
    buf_init(&body, LIMIT_PLACE_FILE * 2u);
    buf_printf(&body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                      "<plist version=\"1.0\">\n<dict>\n<key>Command</key>\n<dict>\n<key>RequestType</key>\n<string>%s</string>\n", type);
    buf_add(&body, inner);
    buf_printf(&body, "</dict>\n<key>CommandUUID</key>\n<string>%s</string>\n</dict>\n</plist>\n", uuid);
    curl_easy_setopt(p->curl, CURLOPT_URL, url);
    curl_easy_setopt(p->curl, CURLOPT_CUSTOMREQUEST, "PUT");
    curl_easy_setopt(p->curl, CURLOPT_POSTFIELDS, body.data);
    curl_easy_setopt(p->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(p->curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(p->curl, CURLOPT_WRITEDATA, &reply);
    rc = body.failed ? CURLE_OUT_OF_MEMORY : curl_easy_perform(p->curl);
    ok = understand(p, rc, &reply, about);
    curl_slist_free_all(headers);
    buf_free(&body);
    buf_free(&reply);
    return ok && printf("%s\t%s\t%s\t%s\n", uuid, type, device, subject) > 0 && fflush(stdout) == 0;
}

/* A command about a bundle id or a PayloadIdentifier, and what it has besides. */
static bool about_one(struct push *p, const char *device, const char *type, const char *identifier, const char *more)
{
    struct buf inner;
    bool ok;

    buf_init(&inner, 1024);
    buf_printf(&inner, "<key>Identifier</key>\n<string>%s</string>\n%s", identifier, more);
    ok = enqueue(p, device, type, identifier, buf_bytes(&inner));
    buf_free(&inner);
    return ok;
}

static bool install_profile(struct push *p, const char *device, struct bytes profile)
{
    char *text = malloc((profile.size + 2) / 3 * 4 + 1), digest[HEX256 + 1];
    uint8_t sha256[SHA256_SIZE];
    struct buf inner;
    bool ok = text != NULL;

    buf_init(&inner, LIMIT_PLACE_FILE * 2u);
    if (ok) {
        hash_base64(profile, text);
        hash_sha256(profile, sha256);
        hash_hex(bytes_of(sha256, sizeof sha256), digest);
        buf_str(&inner, "<key>Payload</key>\n<data>");
        buf_str(&inner, text);
        buf_str(&inner, "</data>\n");
        ok = !inner.failed && enqueue(p, device, "InstallProfile", digest, buf_bytes(&inner));
    }
    buf_free(&inner);
    free(text);
    return ok;
}

/* What is asked for. */
struct wish {
    const char *removed, *installed, *unprofiled, *profile_file;
    struct buf profile;
    bool list, list_profiles;
};

static unsigned commands(const struct wish *w)
{
    const bool asked[] = {w->removed != NULL, w->installed != NULL, w->unprofiled != NULL, w->profile_file != NULL, w->list, w->list_profiles};
    unsigned n = 0;

    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        n += asked[i];
    return n;
}

static bool push_all(struct push *p, const struct wish *w, const char *device)
{
    /* PurchaseMethod 1: a licence of Apps and Books that is assigned to the device, so that nobody has to sign in */
    static const char licence[] = "<key>Options</key>\n<dict>\n<key>PurchaseMethod</key>\n<integer>1</integer>\n</dict>\n";
    bool ok = w->removed == NULL || about_one(p, device, "RemoveApplication", w->removed, "");

    ok = (w->installed == NULL || about_one(p, device, "InstallApplication", w->installed, licence)) && ok;
    ok = (w->unprofiled == NULL || about_one(p, device, "RemoveProfile", w->unprofiled, "")) && ok;
    ok = (w->profile_file == NULL || install_profile(p, device, buf_bytes(&w->profile))) && ok;
    ok = (!w->list || enqueue(p, device, "InstalledApplicationList", "-", bytes_of(NULL, 0))) && ok;
    return (!w->list_profiles || enqueue(p, device, "ProfileList", "-", bytes_of(NULL, 0))) && ok;
}

static bool set_up(struct push *p, const char *key, const char *authorities)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    p->curl = curl_easy_init();
    if (p->curl == NULL)
        return false;
    curl_easy_setopt(p->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(p->curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(p->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(p->curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(p->curl, CURLOPT_USERNAME, "nanomdm");
    curl_easy_setopt(p->curl, CURLOPT_PASSWORD, key);
    curl_easy_setopt(p->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(p->curl, CURLOPT_TIMEOUT, 60L);
    return authorities == NULL || curl_easy_setopt(p->curl, CURLOPT_CAINFO, authorities) == CURLE_OK;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"remove", required_argument, NULL, 'r'}, {"install", required_argument, NULL, 'i'}, {"profile", required_argument, NULL, 'p'},
                                            {"remove-profile", required_argument, NULL, 'u'}, {"list", no_argument, NULL, 'l'}, {"list-profiles", no_argument, NULL, 'q'},
                                            {"uuid", required_argument, NULL, 'd'}, {"nopush", no_argument, NULL, 'n'}, {"api-key", required_argument, NULL, 'k'},
                                            {"ca", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'v'}, {0}};
    const char *key_file = NULL, *authorities = NULL;
    struct push p = {.nopush = false};
    struct wish w = {.list = false};
    char key[KEY_MOST + 2];
    struct error e = {0};
    bool ok = true;

    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == 'h' || c == 'v')
            return fputs(c == 'h' ? help : "veto-push " VETO_VERSION "\n", stdout) == EOF || fflush(stdout) != 0;
        if (c == '?')
            return usage("no such option, or one without its argument:", argv[optind - 1]);
        if (c == 'l' || c == 'q' || c == 'n')
            *(c == 'l' ? &w.list : c == 'q' ? &w.list_profiles : &p.nopush) = true;
        else
            *(c == 'r' ? &w.removed : c == 'i' ? &w.installed : c == 'u' ? &w.unprofiled : c == 'p' ? &w.profile_file : c == 'd' ? &p.uuid : c == 'k' ? &key_file : &authorities) = optarg;
    }
    if (argc - optind < 2 || commands(&w) == 0)
        return usage("give the server's address, devices, and one of --remove, --install, --profile, --remove-profile, --list and --list-profiles", "");
    if (p.uuid != NULL && (argc - optind != 2 || commands(&w) != 1))
        return usage("--uuid is that of one command to one device", "");
    if (p.uuid != NULL && (!word(p.uuid) || strlen(p.uuid) != 36))
        return usage("no UUID:", p.uuid);
    p.url = argv[optind];
    if (!paging_address(bytes_str(p.url), &e) || strlen(p.url) > 1500)
        return usage(e.code != ERROR_NONE ? e.text : "an address that is too long", "");
    if ((w.removed != NULL && !word(w.removed)) || (w.installed != NULL && !word(w.installed)))
        return usage("no bundle id:", w.removed != NULL && !word(w.removed) ? w.removed : w.installed);
    if (w.unprofiled != NULL && !word(w.unprofiled))
        return usage("no PayloadIdentifier:", w.unprofiled);
    for (int i = optind + 1; i < argc; i++)
        if (!word(argv[i]))
            return usage("no enrolment id:", argv[i]);
    buf_init(&w.profile, LIMIT_PLACE_FILE);
    if (w.profile_file != NULL && !file_into(w.profile_file, &w.profile))
        return usage("the profile cannot be read:", w.profile_file);
    if (!take_key(key_file, key))
        return usage("no API key: --api-key FILE with one line, or VETO_API_KEY", "");
    ok = set_up(&p, key, authorities);
    explicit_bzero(key, sizeof key);
    if (!ok)
        return EXIT_AWAY;
    for (int i = optind + 1; i < argc && !p.away; i++)
        ok = push_all(&p, &w, argv[i]) && ok;
    buf_free(&w.profile);
    curl_easy_cleanup(p.curl);
    curl_global_cleanup();
    return ok ? 0 : p.away ? EXIT_AWAY : EXIT_SHORT;
}
