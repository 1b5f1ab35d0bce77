/* Digests, by libcrypto, and CRC-32, by libdeflate. All one-shot calls but hash_sha256_*. */
#ifndef VETO_BASE_HASH_H
#define VETO_BASE_HASH_H

#include "base/bytes.h"

enum { SHA256_SIZE = 32, SHA1_SIZE = 20, MD5_SIZE = 16, SHA512_SIZE = 64, HEX256 = 64 };

/*
 * For main(), before anything else: libcrypto without what veto has no use for, which is most of its start.
 * Its configuration file is not read, so that no setting of the machine changes what a signature is worth;
 * ciphers are not registered, nor texts of errors, which nobody reads; nothing is freed at exit.
 */
void hash_start(void);

void hash_sha256(struct bytes b, uint8_t out[SHA256_SIZE]);
/* Of one range and the other behind it. */
void hash_sha256_two(struct bytes first, struct bytes second, uint8_t out[SHA256_SIZE]);
void hash_sha1(struct bytes b, uint8_t out[SHA1_SIZE]);
void hash_md5(struct bytes b, uint8_t out[MD5_SIZE]);
uint32_t hash_crc32(uint32_t crc, struct bytes b);     /* start with crc 0 */
uint32_t hash_adler32(uint32_t adler, struct bytes b); /* start with adler 1 */

/* Lower-case hex and a NUL: out holds 2 * b.size + 1 characters. */
void hash_hex(struct bytes b, char *out);
/* Whether a text is a SHA-256 digest as hash_hex() writes it. */
bool hash_is_hex256(struct bytes text);
/* The bytes of a SHA-256 digest that hash_is_hex256() takes; false for any other text. */
bool hash_unhex(struct bytes text, uint8_t out[SHA256_SIZE]);
/* Base64 (RFC 4648) and a NUL: out holds (b.size + 2) / 3 * 4 + 1 characters. */
void hash_base64(struct bytes b, char *out);
/*
 * What a base64 text of RFC 4648 section 4 stands for: *size bytes of out, which holds text.size / 4 * 3. One
 * spelling only: padding complete, no unused bit set, nothing between; false for any other.
 */
bool hash_unbase64(struct bytes text, uint8_t *out, size_t *size);

#endif
