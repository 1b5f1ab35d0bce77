#include "read/content.h"

/* One row a format: where its magic stands. First match wins. */
static const struct {
    enum content content;
    uint8_t at;
    uint8_t size;
    const char *magic;
} magics[] = {
    {CONTENT_DEX, 0, 4, "dex\n"},
    {CONTENT_ODEX, 0, 4, "dey\n"},
    {CONTENT_CDEX, 0, 4, "cdex"},
    {CONTENT_VDEX, 0, 4, "vdex"},
    {CONTENT_ZIP, 0, 4, "PK\3\4"},
    {CONTENT_ZIP, 0, 4, "PK\5\6"},
    {CONTENT_ELF, 0, 4, "\177ELF"},
    {CONTENT_AXML, 0, 4, "\3\0\10\0"},
    {CONTENT_ARSC, 0, 4, "\2\0\14\0"},
    {CONTENT_CLASS, 0, 6, "\xca\xfe\xba\xbe\0\0"},
    {CONTENT_MACHO, 0, 4, "\xcf\xfa\xed\xfe"},
    {CONTENT_MACHO, 0, 4, "\xce\xfa\xed\xfe"},
    {CONTENT_WASM, 0, 4, "\0asm"},
    {CONTENT_HERMES, 0, 8, "\xc6\x1f\xbc\x03\xc1\x03\x19\x1f"},
    {CONTENT_LUA, 0, 4, "\033Lua"},
    {CONTENT_LUA, 0, 3, "\033LJ"},
    {CONTENT_SQLITE, 0, 15, "SQLite format 3"},
    {CONTENT_PNG, 0, 8, "\x89PNG\r\n\032\n"},
    {CONTENT_JPEG, 0, 3, "\xff\xd8\xff"},
    {CONTENT_GIF, 0, 4, "GIF8"},
    {CONTENT_WEBP, 8, 4, "WEBP"},
    {CONTENT_OGG, 0, 4, "OggS"},
    {CONTENT_GZIP, 0, 3, "\x1f\x8b\x08"},
    {CONTENT_XZ, 0, 6,
     "\xfd"
     "7zXZ\0"},
    {CONTENT_SEVENZIP, 0, 6, "7z\xbc\xaf\x27\x1c"},
    {CONTENT_RAR, 0, 6, "Rar!\032\7"},
    {CONTENT_PDF, 0, 5, "%PDF-"},
    {CONTENT_FONT, 0, 5, "\0\1\0\0\0"},
    {CONTENT_FONT, 0, 4, "OTTO"},
    {CONTENT_DER, 0, 2, "\x30\x82"},
    {CONTENT_SCRIPT, 0, 2, "#!"},
    {CONTENT_XML, 0, 5, "<?xml"},
    {CONTENT_PE, 0, 2, "MZ"},
};

enum content content_of(struct bytes first)
{
    if (first.size == 0)
        return CONTENT_EMPTY;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        struct bytes there;
        if (bytes_slice(first, magics[i].at, magics[i].size, &there) &&
            bytes_equal(there, bytes_of(magics[i].magic, magics[i].size)))
            return magics[i].content;
    }
    return CONTENT_OTHER;
}

const char *content_name(enum content c)
{
    static const char *const names[] = {
        [CONTENT_OTHER] = "other",   [CONTENT_FOLDER] = "folder", [CONTENT_UNREADABLE] = "unreadable",
        [CONTENT_EMPTY] = "empty",   [CONTENT_DEX] = "dex",       [CONTENT_ODEX] = "odex",
        [CONTENT_CDEX] = "cdex",     [CONTENT_VDEX] = "vdex",     [CONTENT_ZIP] = "zip",
        [CONTENT_ELF] = "elf",       [CONTENT_AXML] = "axml",     [CONTENT_ARSC] = "arsc",
        [CONTENT_CLASS] = "class",   [CONTENT_MACHO] = "macho",   [CONTENT_PE] = "pe",
        [CONTENT_WASM] = "wasm",     [CONTENT_HERMES] = "hermes", [CONTENT_LUA] = "lua",
        [CONTENT_SQLITE] = "sqlite", [CONTENT_PNG] = "png",       [CONTENT_JPEG] = "jpeg",
        [CONTENT_GIF] = "gif",       [CONTENT_WEBP] = "webp",     [CONTENT_OGG] = "ogg",
        [CONTENT_GZIP] = "gzip",     [CONTENT_XZ] = "xz",         [CONTENT_SEVENZIP] = "7z",
        [CONTENT_RAR] = "rar",       [CONTENT_PDF] = "pdf",       [CONTENT_FONT] = "font",
        [CONTENT_DER] = "der",       [CONTENT_SCRIPT] = "script", [CONTENT_XML] = "xml",
    };

    return names[c];
}
