#include "base/hash.h"

#include <libdeflate.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>

void hash_start(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
                            OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ATEXIT,
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

void hash_sha256_two(struct bytes first, struct bytes second, uint8_t out[SHA256_SIZE])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1 ||
        EVP_DigestUpdate(ctx, first.data, first.size) != 1 || EVP_DigestUpdate(ctx, second.data, second.size) != 1 ||
        EVP_DigestFinal_ex(ctx, out, NULL) != 1)
        abort(); /* as above */
    EVP_MD_CTX_free(ctx);
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

bool hash_unhex(struct bytes text, uint8_t out[SHA256_SIZE])
{
    if (!hash_is_hex256(text))
        return false;
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        uint8_t high = text.data[2 * i], low = text.data[2 * i + 1];
        out[i] = (uint8_t)((high <= '9' ? high - '0' : high - 'a' + 10) << 4 | (low <= '9' ? low - '0' : low - 'a' + 10));
    }
    return true;
}

void hash_base64(struct bytes b, char *out)
{
    EVP_EncodeBlock((unsigned char *)out, b.data, (int)b.size);
}

/* The six bits of a character, or -1. */
static int sextet(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool hash_unbase64(struct bytes text, uint8_t *out, size_t *size)
{
    size_t digits = text.size;

    *size = 0;
    if (text.size % 4 != 0)
        return false;
    for (int i = 0; i < 2 && digits > 0 && text.data[digits - 1] == '='; i++)
        digits--;
    for (size_t i = 0; i < text.size; i += 4) {
        uint32_t word = 0;
        size_t have = digits - i < 4 ? digits - i : 4;
        for (size_t k = 0; k < 4; k++) {
            int bits = k < have ? sextet(text.data[i + k]) : 0;
            if (bits < 0)
                return false;
            word = word << 6 | (uint32_t)bits;
        }
        if ((have == 2 && (word & 0xffff) != 0) || (have == 3 && (word & 0xff) != 0))
            return false;
        for (size_t k = 0; k + 1 < have; k++)
            out[(*size)++] = (uint8_t)(word >> (16 - 8 * k));
    }
    return true;
}
