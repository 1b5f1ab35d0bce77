#include "base/hash.h"

#include <libdeflate.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>

void hash_start(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
                            OPENSSL_INIT_NO_ATEXIT,
                        NULL);
}

static void digest(const EVP_MD *kind, struct bytes b, uint8_t *out)
{
    if (EVP_Digest(b.data, b.size, out, NULL, kind, NULL) != 1)
        abort(); /* only a broken libcrypto fails here, and a wrong digest must not go on */
}

void hash_sha256(struct bytes b, uint8_t out[SHA256_SIZE])
{
    SHA256(b.data, b.size, out);
}

void hash_sha1(struct bytes b, uint8_t out[SHA1_SIZE])
{
    SHA1(b.data, b.size, out);
}

void hash_md5(struct bytes b, uint8_t out[MD5_SIZE])
{
    digest(EVP_md5(), b, out);
}

uint32_t hash_crc32(uint32_t crc, struct bytes b)
{
    return libdeflate_crc32(crc, b.data, b.size);
}

uint32_t hash_adler32(uint32_t adler, struct bytes b)
{
    return libdeflate_adler32(adler, b.data, b.size);
}

void hash_hex(struct bytes b, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < b.size; i++) {
        out[2 * i] = digits[b.data[i] >> 4];
        out[2 * i + 1] = digits[b.data[i] & 15];
    }
    out[2 * b.size] = 0;
}

bool hash_is_hex256(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] < '0' || text.data[i] > '9') && (text.data[i] < 'a' || text.data[i] > 'f'))
            return false;
    return text.size == HEX256;
}

void hash_base64(struct bytes b, char *out)
{
    EVP_EncodeBlock((unsigned char *)out, b.data, (int)b.size);
}
