/*
 * What an entry is, by its first bytes and never by its name. Names decide
 * only where the platform itself goes by name (classes.dex, lib/<abi>/).
 */
#ifndef VETO_READ_CONTENT_H
#define VETO_READ_CONTENT_H

#include "base/bytes.h"

enum content {
    CONTENT_OTHER,
    CONTENT_FOLDER, /* by its name's last character: a ZIP has no other way to say it */
    CONTENT_UNREADABLE,
    CONTENT_EMPTY,
    CONTENT_DEX,
    CONTENT_ODEX,
    CONTENT_CDEX,
    CONTENT_VDEX,
    CONTENT_ZIP,
    CONTENT_ELF,
    CONTENT_AXML,
    CONTENT_ARSC,
    CONTENT_CLASS,
    CONTENT_MACHO,
    CONTENT_PE,
    CONTENT_WASM,
    CONTENT_HERMES,
    CONTENT_LUA,
    CONTENT_SQLITE,
    CONTENT_PNG,
    CONTENT_JPEG,
    CONTENT_GIF,
    CONTENT_WEBP,
    CONTENT_OGG,
    CONTENT_GZIP,
    CONTENT_XZ,
    CONTENT_SEVENZIP,
    CONTENT_RAR,
    CONTENT_PDF,
    CONTENT_FONT,
    CONTENT_DER,
    CONTENT_SCRIPT,
    CONTENT_XML,
};

enum { CONTENT_PEEK = 16 }; /* bytes needed to tell */

enum content content_of(struct bytes first);
/* The word for tables: "dex", "zip" ... Static text. */
const char *content_name(enum content c);

#endif
