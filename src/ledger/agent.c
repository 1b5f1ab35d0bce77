#include "ledger/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/limits.h"
#include "ledger/armor.h"
#include "ledger/wire.h"

enum { SIGN_REQUEST = 13, SIGN_RESPONSE = 14, RSA_SHA2_512 = 4 };

static bool send_all(int fd, struct bytes b)
{
    while (b.size > 0) {
        ssize_t n = send(fd, b.data, b.size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        b = bytes_from(b, (size_t)n);
    }
    return true;
}

static bool receive(int fd, uint8_t *out, size_t size)
{
    for (size_t have = 0; have < size;) {
        ssize_t n = recv(fd, out + have, size - have, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        have += (size_t)n;
    }
    return true;
}

static int agent_connect(struct error *e)
{
    const char *path = getenv("SSH_AUTH_SOCK");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd;

    if (path == NULL || *path == 0) {
        error_set(e, ERROR_SYSTEM, 0, "no ssh-agent: SSH_AUTH_SOCK is not set");
        return -1;
    }
    if (strlen(path) >= sizeof to.sun_path) {
        error_set(e, ERROR_SYSTEM, 0, "SSH_AUTH_SOCK names a path that is too long for a socket");
        return -1;
    }
    memcpy(to.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    error_set(e, ERROR_SYSTEM, 0, "ssh-agent does not answer: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* One request and the body of its answer, which buf_init() made room for. */
static bool ask(int fd, struct bytes request, struct buf *answer)
{
    uint8_t head[4];
    struct cursor c;
    uint32_t size;
    uint8_t *room;

    if (!send_all(fd, request) || !receive(fd, head, sizeof head))
        return false;
    c = cursor_open(bytes_of(head, sizeof head), 0);
    size = cursor_be32(&c);
    if (size == 0 || size > LIMIT_AGENT_REPLY)
        return false;
    room = buf_space(answer, size);
    if (room == NULL || !receive(fd, room, size))
        return false;
    answer->size = size;
    return true;
}

static bool sign_by_agent(const struct sshsig_signer *s, struct bytes data, struct buf *out, struct error *e)
{
    const struct sshkey *key = s->context;
    struct buf body, request, answer;
    struct cursor c;
    struct bytes signature;
    uint8_t kind;
    bool ok = false;
    int fd = agent_connect(e);

    if (fd < 0)
        return false;
    buf_init(&body, LIMIT_AGENT_REPLY);
    buf_init(&request, LIMIT_AGENT_REPLY);
    buf_init(&answer, LIMIT_AGENT_REPLY);
    buf_u8(&body, SIGN_REQUEST);
    wire_put_string(&body, s->key);
    wire_put_string(&body, data);
    wire_put_u32(&body, key->kind->type == EVP_PKEY_RSA ? RSA_SHA2_512 : 0);
    wire_put_string(&request, buf_bytes(&body));
    if (body.failed || request.failed || !ask(fd, buf_bytes(&request), &answer)) {
        error_set(e, ERROR_SYSTEM, 0, "ssh-agent did not answer as one");
        goto out;
    }
    c = cursor_open(buf_bytes(&answer), 0);
    kind = cursor_u8(&c);
    signature = wire_string(&c);
    if (kind != SIGN_RESPONSE || c.failed || cursor_left(&c) != 0) {
        error_set(e, ERROR_REFUSED, 0, "ssh-agent refused to sign: it does not hold the key, or nobody confirmed");
        goto out;
    }
    /* An agent is a program of somebody else: what it says is used only when it verifies. */
    ok = sshkey_verify(key, data, signature, e) && buf_add(out, signature);
out:
    buf_free(&body);
    buf_free(&request);
    buf_free(&answer);
    close(fd);
    return ok;
}

static bool sign_by_file(const struct sshsig_signer *s, struct bytes data, struct buf *out, struct error *e)
{
    return sshkey_sign(s->context, data, out, e);
}

/* A small file whole, in the arena. */
static bool load(struct arena *a, const char *path, struct bytes *text, unsigned *mode, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    uint8_t *room = arena_raw(a, LIMIT_KEY_FILE + 1);
    size_t have = 0;
    ssize_t n = 1;

    *text = bytes_of(NULL, 0);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        error_set(e, ERROR_SYSTEM, 0, "the key file cannot be read: %s", fd < 0 ? strerror(errno) : "not a file");
        if (fd >= 0)
            close(fd);
        return false;
    }
    *mode = st.st_mode;
    while (have < LIMIT_KEY_FILE + 1 && n > 0) {
        n = read(fd, room + have, LIMIT_KEY_FILE + 1 - have);
        have += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    if (n < 0)
        return error_set(e, ERROR_SYSTEM, 0, "the key file cannot be read: %s", strerror(errno));
    if (have > LIMIT_KEY_FILE)
        return error_set(e, ERROR_LIMIT, 0, "a key file of more than %u bytes", LIMIT_KEY_FILE);
    *text = bytes_of(room, have);
    return true;
}

bool agent_open(struct arena *a, const char *path, struct agent *agent, struct error *e)
{
    struct bytes text;
    unsigned mode;
    bool secret, ok;

    *agent = (struct agent){.key = {.pkey = NULL}};
    if (!load(a, path, &text, &mode, e))
        return false;
    secret = bytes_starts(text, BYTES("-----BEGIN "));
    if (secret && (mode & 077) != 0)
        ok = error_set(e, ERROR_REFUSED, 0, "others may read the private key file (mode %03o); chmod 600", mode & 0777);
    else
        ok = secret ? sshkey_read_private(a, text, &agent->key, e) : sshkey_read_text(a, text, &agent->key, e);
    if (secret)
        armor_wipe(text);
    if (!ok)
        return false;
    agent->by = (struct sshsig_signer){agent->key.blob, secret ? sign_by_file : sign_by_agent, &agent->key};
    return true;
}

void agent_close(struct agent *agent)
{
    sshkey_free(&agent->key);
}

bool agent_sign(const struct agent *agent, struct bytes data, struct buf *signature, struct error *e)
{
    return agent->by.sign(&agent->by, data, signature, e);
}
