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

enum { EXIT_SHORT = 1, EXIT_WRONG = 2, KEY_MOST = 1024 };

static const char help[] =
    "veto-push URL DEVICE...: commands for Apple devices, queued on a NanoMDM server\n\n"
    "URL is the server's, such as https://mdm.example.org/; DEVICE an enrolment id. What was queued is printed, a line each:\n"
    "UUID, type, device, subject, separated by tabs; 'veto mdm-event' puts it together with what devices answer.\n\n"
    "  --remove ID      RemoveApplication, of apps that management installed\n"
    "  --profile FILE   InstallProfile, a .mobileconfig\n"
    "  --remove-profile ID  RemoveProfile, by its PayloadIdentifier\n"
    "  --list           InstalledApplicationList\n"
    "  --nopush         queue only: no push notification is sent\n"
    "  --api-key FILE   the API key, one line; else VETO_API_KEY\n"
    "  --ca FILE        certificates to trust, PEM, in the place of the system's\n"
    "  --help, --version\n\n"
    "Exit status: 0 all queued, 1 one was not, 2 usage.\n\n"
    "    veto-push https://mdm.example.org/ 00008030-000000000000001E --api-key key --remove com.zhiliaoapp.musically --list\n";

struct push {
    CURL *curl;
    const char *url;
    bool nopush;
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

static size_t ignore(char *data, size_t size, size_t count, void *context)
{
    size_t *total = context;

    (void)data;
    *total += size * count;
    return *total > (1u << 20) ? 0 : size * count;
}

static bool enqueue(struct push *p, const char *device, const char *type, const char *subject, struct bytes inner)
{
    char uuid[37], url[2200];
    struct buf body;
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/xml");
    long status = 0;
    size_t said = 0;
    CURLcode rc;

    if (!make_uuid(uuid))
        return false;
    snprintf(url, sizeof url, "%s%sv1/enqueue/%s%s", p->url, p->url[strlen(p->url) - 1] == '/' ? "" : "/", device, p->nopush ? "?nopush=1" : "");
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
    curl_easy_setopt(p->curl, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(p->curl, CURLOPT_WRITEDATA, &said);
    rc = body.failed ? CURLE_OUT_OF_MEMORY : curl_easy_perform(p->curl);
    curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    buf_free(&body);
    if (rc == CURLE_OK && status == 200)
        return printf("%s\t%s\t%s\t%s\n", uuid, type, device, subject) > 0 && fflush(stdout) == 0;
    if (rc != CURLE_OK)
        fprintf(stderr, "veto-push: %s: %s for %s was not queued: %s\n", device, type, subject, curl_easy_strerror(rc));
    else
        fprintf(stderr, "veto-push: %s: %s for %s was not queued: the server answers with status %ld%s\n", device, type, subject, status,
                status == 401 ? ": the API key is another" : "");
    return false;
}

/* RemoveApplication of a bundle id, or RemoveProfile of a PayloadIdentifier. */
static bool remove_by(struct push *p, const char *device, const char *type, const char *identifier)
{
    struct buf inner;
    bool ok;

    buf_init(&inner, 1024);
    buf_printf(&inner, "<key>Identifier</key>\n<string>%s</string>\n", identifier);
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

static bool read_profile(const char *path, struct buf *out)
{
    uint8_t room[1 << 14];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = -1;

    while (fd >= 0 && (n = read(fd, room, sizeof room)) > 0)
        if (!buf_add(out, bytes_of(room, (size_t)n)))
            n = -1;
    if (fd >= 0)
        close(fd);
    return n == 0 && out->size > 0;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"remove", required_argument, NULL, 'r'}, {"profile", required_argument, NULL, 'p'}, {"remove-profile", required_argument, NULL, 'u'}, {"list", no_argument, NULL, 'l'},
                                            {"nopush", no_argument, NULL, 'n'}, {"api-key", required_argument, NULL, 'k'}, {"ca", required_argument, NULL, 'c'},
                                            {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'v'}, {0}};
    const char *app = NULL, *undone = NULL, *profile_file = NULL, *key_file = NULL, *authorities = NULL;
    struct push p = {.nopush = false};
    struct buf profile;
    char key[KEY_MOST + 2];
    struct error e = {0};
    bool list = false, ok = true;

    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == 'h' || c == 'v')
            return fputs(c == 'h' ? help : "veto-push " VETO_VERSION "\n", stdout) == EOF || fflush(stdout) != 0;
        if (c == '?')
            return usage("no such option, or one without its argument:", argv[optind - 1]);
        if (c == 'l')
            list = true;
        else if (c == 'n')
            p.nopush = true;
        else
            *(c == 'r' ? &app : c == 'u' ? &undone : c == 'p' ? &profile_file : c == 'k' ? &key_file : &authorities) = optarg;
    }
    if (argc - optind < 2 || (app == NULL && undone == NULL && profile_file == NULL && !list))
        return usage("give the server's address, devices, and one of --remove, --profile, --remove-profile and --list", "");
    p.url = argv[optind];
    if (!paging_address(bytes_str(p.url), &e) || strlen(p.url) > 1500)
        return usage(e.code != ERROR_NONE ? e.text : "an address that is too long", "");
    if (app != NULL && !word(app))
        return usage("no bundle id:", app);
    if (undone != NULL && !word(undone))
        return usage("no PayloadIdentifier:", undone);
    for (int i = optind + 1; i < argc; i++)
        if (!word(argv[i]))
            return usage("no enrolment id:", argv[i]);
    buf_init(&profile, LIMIT_PLACE_FILE);
    if (profile_file != NULL && !read_profile(profile_file, &profile))
        return usage("the profile cannot be read:", profile_file);
    if (!take_key(key_file, key))
        return usage("no API key: --api-key FILE with one line, or VETO_API_KEY", "");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    p.curl = curl_easy_init();
    if (p.curl == NULL)
        return EXIT_SHORT;
    curl_easy_setopt(p.curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(p.curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(p.curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(p.curl, CURLOPT_USERNAME, "nanomdm");
    curl_easy_setopt(p.curl, CURLOPT_PASSWORD, key);
    curl_easy_setopt(p.curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(p.curl, CURLOPT_TIMEOUT, 60L);
    if (authorities != NULL)
        curl_easy_setopt(p.curl, CURLOPT_CAINFO, authorities);
    explicit_bzero(key, sizeof key);
    for (int i = optind + 1; i < argc; i++) {
        ok = (app == NULL || remove_by(&p, argv[i], "RemoveApplication", app)) && ok;
        ok = (undone == NULL || remove_by(&p, argv[i], "RemoveProfile", undone)) && ok;
        ok = (profile_file == NULL || install_profile(&p, argv[i], buf_bytes(&profile))) && ok;
        ok = (!list || enqueue(&p, argv[i], "InstalledApplicationList", "-", bytes_of(NULL, 0))) && ok;
    }
    buf_free(&profile);
    curl_easy_cleanup(p.curl);
    curl_global_cleanup();
    return ok ? 0 : EXIT_SHORT;
}
