#include "jail/warm.h"

#include <malloc.h>
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/hash.h"
#include "base/thread.h"
#include "jail/filter.h"

static pthread_t thread;
static bool begun, warmed;
static atomic_flag filter_taken = ATOMIC_FLAG_INIT; /* whoever comes to it first makes the filter */

/* A decoder of public keys is the better part of reading a first certificate: it asks libcrypto's provider for everything. */
static void warm_crypto(void)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_PKEY *key = NULL;

    hash_start();
    EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL);
    OSSL_DECODER_CTX_free(OSSL_DECODER_CTX_new_for_pkey(&key, "DER", "SubjectPublicKeyInfo", "RSA",
                                                        EVP_PKEY_PUBLIC_KEY, NULL, NULL));
}

static void warm_filter(void)
{
    if (!atomic_flag_test_and_set(&filter_taken))
        filter_ready(true);
}

static void *warm(void *context)
{
    warm_crypto();
    warm_filter();
    return context;
}

/* libcrypto may be used by two threads, SQLite by one. */
static void warm_sqlite(void)
{
    unsigned char byte;

    sqlite3_initialize();
    sqlite3_randomness(1, &byte);
}

void warm_begin(void)
{
    mallopt(M_ARENA_MAX, 1); /* what a second thread takes is used by the first */
    begun = !warmed && !begun && thread_beside(&thread, warm, NULL);
}

void warm_finish(void)
{
    if (warmed)
        return;
    warm_sqlite();
    if (begun) {
        warm_filter();
        pthread_join(thread, NULL);
    } else {
        warm(NULL);
    }
    begun = false;
    warmed = true;
}
