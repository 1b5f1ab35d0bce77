#include "fleet/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

/* Makes the file whole or not at all; another process may be faster, whose key counts then. */
static bool make(const char *path, struct error *e)
{
    uint8_t key[SEAL_KEY];
    char fresh[4200];
    bool ok;
    int fd;

    if (snprintf(fresh, sizeof fresh, "%s.%ld", path, (long)getpid()) >= (int)sizeof fresh)
        return error_set(e, ERROR_USAGE, 0, "a path of more than %zu bytes", sizeof fresh);
    unlink(fresh);
    fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ok = fd >= 0 && getrandom(key, sizeof key, 0) == sizeof key && write(fd, key, sizeof key) == sizeof key && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    ok = ok && (link(fresh, path) == 0 || errno == EEXIST);
    if (!ok)
        error_set(e, ERROR_SYSTEM, 0, "the key of what is kept cannot be made: %s", strerror(errno));
    unlink(fresh);
    OPENSSL_cleanse(key, sizeof key);
    return ok;
}

bool seal_open(const char *path, struct seal *s, struct error *e)
{
    struct stat st;
    uint8_t more;
    bool ok;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0 && errno == ENOENT) {
        if (!make(path, e))
            return false;
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    }
    if (fd < 0)
        return error_set(e, ERROR_SYSTEM, 0, "the key of what is kept cannot be read: %s", strerror(errno));
    ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    if (ok && (st.st_mode & 077) != 0)
        ok = error_set(e, ERROR_REFUSED, 0, "the key of what is kept can be read by others; chmod 600 it");
    else if (ok)
        ok = (read(fd, s->key, SEAL_KEY) == SEAL_KEY && read(fd, &more, 1) == 0) || error_set(e, ERROR_FORMAT, 0, "the key of what is kept is not %d bytes", SEAL_KEY);
    close(fd);
    return ok;
}

bool seal_close(const struct seal *s, struct arena *a, struct bytes plain, struct bytes *sealed, struct error *e)
{
    uint8_t *to = arena_raw(a, plain.size + SEAL_NONCE + SEAL_TAG);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int n = 0;
    bool ok = c != NULL && plain.size < LIMIT_PLACE_FILE + 64 && getrandom(to, SEAL_NONCE, 0) == SEAL_NONCE &&
              EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, s->key, to) == 1 &&
              (plain.size == 0 || EVP_EncryptUpdate(c, &to[SEAL_NONCE], &n, plain.data, (int)plain.size) == 1) &&
              EVP_EncryptFinal_ex(c, &to[SEAL_NONCE + plain.size], &n) == 1 &&
              EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, SEAL_TAG, &to[SEAL_NONCE + plain.size]) == 1;

    EVP_CIPHER_CTX_free(c);
    *sealed = bytes_of(to, plain.size + SEAL_NONCE + SEAL_TAG);
    return ok || error_set(e, ERROR_SYSTEM, 0, "what was there cannot be sealed");
}

bool seal_break(const struct seal *s, struct arena *a, struct bytes sealed, struct bytes *plain, struct error *e)
{
    size_t size = sealed.size < SEAL_NONCE + SEAL_TAG ? 0 : sealed.size - SEAL_NONCE - SEAL_TAG;
    uint8_t *to = arena_raw(a, size + 1), tag[SEAL_TAG];
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    struct bytes text, end;
    int n = 0;
    bool ok = c != NULL && size < LIMIT_PLACE_FILE + 64 && bytes_slice(sealed, SEAL_NONCE, size, &text) &&
              bytes_slice(sealed, SEAL_NONCE + size, SEAL_TAG, &end);

    if (ok) {
        memcpy(tag, end.data, SEAL_TAG);
        ok = EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, s->key, sealed.data) == 1 &&
             (size == 0 || EVP_DecryptUpdate(c, to, &n, text.data, (int)size) == 1) &&
             EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, SEAL_TAG, tag) == 1 && EVP_DecryptFinal_ex(c, &to[size], &n) == 1;
    }
    EVP_CIPHER_CTX_free(c);
    *plain = bytes_of(to, ok ? size : 0);
    return ok || error_set(e, ERROR_FORMAT, 0, "what was kept does not open with this key: its file is another, or the store was changed");
}
