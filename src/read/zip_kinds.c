/* Every way in which an archive can differ from what a strict reader expects, and what the device makes of
 * it. */
#include "read/zip.h"

const struct anomaly_kind zip_kinds[ZIP_KINDS] = {
    [ZIP_LIMIT_ENTRIES] = {"zip.limit.entries", EFFECT_LIMIT,
                           "the directory has more records than LIMIT_ENTRIES; the rest were not read"},
    [ZIP_LIMIT_ENTRY] = {"zip.limit.entry", EFFECT_LIMIT,
                         "the entry is larger than LIMIT_ENTRY_SIZE when inflated and was not read"},
    [ZIP_LIMIT_TOTAL] = {"zip.limit.total", EFFECT_LIMIT,
                         "inflating the entry would exceed LIMIT_INFLATE_TOTAL for the app; it was not read"},
    [ZIP_LIMIT_DECOY] =
        {"zip.limit.decoy", EFFECT_LIMIT,
         "entries of unknown method together exceed LIMIT_DECOY_INFLATE; the rest were not tried "
         "as DEFLATE streams"},

    [ZIP_END_MISSING] =
        {"zip.end.missing", EFFECT_REFUSED,
         "without an end-of-directory record the device refuses the archive; entries are recovered "
         "from directory records or local headers found by their signatures"},
    [ZIP_END_FAR] = {"zip.end.far", EFFECT_REFUSED,
                     "the device looks for the end-of-directory record in the last 65,557 bytes only"},
    [ZIP_END_COMMENT] =
        {"zip.end.comment", EFFECT_REFUSED,
         "the archive comment contains an end-of-directory signature: the device takes the last one "
         "and refuses the archive, most other readers take the one before"},
    [ZIP_END_SEVERAL] =
        {"zip.end.several", EFFECT_TOLERATED,
         "more than one end-of-directory record fits the end of the file: the device takes the last, "
         "readers that search differently see another archive"},
    [ZIP_END_COUNTS] =
        {"zip.end.counts", EFFECT_TOLERATED,
         "the two entry counts of the end-of-directory record differ: the device uses the total"},
    [ZIP_END_DISK] =
        {"zip.end.disk", EFFECT_TOLERATED,
         "the archive claims to span disks: the device ignores disk numbers, strict readers refuse"},
    [ZIP_END_TRAILING] =
        {"zip.end.trailing", EFFECT_REFUSED,
         "bytes after the archive comment: the device refuses the archive, other readers do not"},
    [ZIP_END_TRUNCATED] =
        {"zip.end.truncated", EFFECT_REFUSED,
         "the archive comment would reach past the end of the file: the device refuses the archive"},
    [ZIP_PREFIX] =
        {"zip.prefix", EFFECT_REFUSED,
         "bytes in front of the archive that its offsets do not count: the device refuses the archive, "
         "other readers correct the offsets"},
    [ZIP_START] =
        {"zip.start", EFFECT_REFUSED,
         "the file does not begin with a local header: the device refuses the archive, lest it be another "
         "kind of file as well"},
    [ZIP_EMPTY] = {"zip.empty", EFFECT_REFUSED, "an archive that claims no entries is refused by the device"},

    [ZIP_ZIP64_BROKEN] =
        {"zip.zip64.broken", EFFECT_REFUSED,
         "the end-of-directory record demands ZIP64 records that are missing, misplaced or point "
         "outside: the device refuses the archive"},
    [ZIP_ZIP64_IGNORED] =
        {"zip.zip64.ignored", EFFECT_TOLERATED,
         "a ZIP64 locator is present but directory size and offset do not call for it: the device "
         "ignores it, other readers may follow it"},
    [ZIP_ZIP64_COUNT] =
        {"zip.zip64.count", EFFECT_TOLERATED,
         "a count of 65,535 without ZIP64 records: Android 14 takes it as it is, later versions "
         "demand the ZIP64 records and refuse"},
    [ZIP_ZIP64_OFFSET] =
        {"zip.zip64.offset", EFFECT_REFUSED,
         "the record's header offset calls for a ZIP64 extra field that is missing or malformed: "
         "the device refuses the archive"},
    [ZIP_ZIP64_SIZE] =
        {"zip.zip64.size", EFFECT_REFUSED,
         "the record's sizes call for a ZIP64 extra field that is missing or malformed: the device "
         "cannot open the entry"},

    [ZIP_DIRECTORY_RANGE] =
        {"zip.directory.range", EFFECT_REFUSED,
         "the directory lies outside the file or runs into its own end record: the device "
         "refuses the archive"},
    [ZIP_DIRECTORY_SHORT] =
        {"zip.directory.short", EFFECT_REFUSED,
         "the directory has fewer whole records than the archive claims: the device refuses the "
         "archive, other readers list what is there"},
    [ZIP_DIRECTORY_EXTRA] =
        {"zip.directory.extra", EFFECT_TOLERATED,
         "a directory record beyond the number the archive claims: the device never sees it, "
         "readers that go by the directory's size do"},

    [ZIP_NAME_ENCODING] =
        {"zip.name.encoding", EFFECT_REFUSED,
         "a name that is not UTF-8 even as the device counts it: the device refuses the archive"},
    [ZIP_NAME_NUL] =
        {"zip.name.nul", EFFECT_REFUSED,
         "a NUL byte in a name: the device refuses the archive, readers in C see a shorter name"},
    [ZIP_NAME_UTF8] =
        {"zip.name.utf8", EFFECT_TOLERATED,
         "a name in overlong, surrogate or five- and six-byte forms: the device takes it, strict "
         "readers of UTF-8 do not"},
    [ZIP_NAME_FLAG] =
        {"zip.name.flag", EFFECT_TOLERATED,
         "a name outside ASCII without the UTF-8 flag: the device reads UTF-8, others code page 437"},
    [ZIP_NAME_EMPTY] = {"zip.name.empty", EFFECT_TOLERATED,
                        "an empty name: the device accepts the archive but can never open the entry"},
    [ZIP_NAME_LONG] =
        {"zip.name.long", EFFECT_TOLERATED,
         "a name of more than 255 bytes: the device reads it, extractors to disk cannot create it"},
    [ZIP_NAME_PARENT] =
        {"zip.name.parent", EFFECT_TOLERATED,
         "a name with a `..` part: plain text to the device, a way out of the folder for careless "
         "extractors"},
    [ZIP_NAME_ABSOLUTE] =
        {"zip.name.absolute", EFFECT_TOLERATED,
         "a name that begins with a slash: plain text to the device, other readers strip or refuse"},
    [ZIP_NAME_BACKSLASH] =
        {"zip.name.backslash", EFFECT_TOLERATED,
         "a backslash in a name: an ordinary character to the device, a separator to others"},
    [ZIP_NAME_CONTROL] =
        {"zip.name.control", EFFECT_TOLERATED,
         "a control character in a name: the device takes it, listings of others may be forged"},
    [ZIP_NAME_DUPLICATE] =
        {"zip.name.duplicate", EFFECT_REFUSED,
         "two entries of one name: the device refuses the archive, other readers take the first "
         "or the last"},
    [ZIP_NAME_DIRECTORY] =
        {"zip.name.directory", EFFECT_TOLERATED,
         "an entry lies below another that is a file: the device keeps both apart, extractors to "
         "disk collide"},

    [ZIP_EXTRA_LONG] =
        {"zip.extra.long", EFFECT_TOLERATED,
         "an extra field longer than any alignment needs: the device skips it, some readers choke"},
    [ZIP_EXTRA_MALFORMED] =
        {"zip.extra.malformed", EFFECT_TOLERATED,
         "an extra field of the directory whose parts do not fit: the device does not look, "
         "strict readers refuse"},
    [ZIP_COMMENT_LONG] =
        {"zip.comment.entry", EFFECT_TOLERATED,
         "an entry with a comment, which no build tool of Android writes: the device skips it"},
    [ZIP_ENCRYPTED] =
        {"zip.encrypted", EFFECT_TOLERATED,
         "marked as encrypted in the directory: the device never looks at the bit and reads the entry, "
         "most other readers ask for a password"},
    [ZIP_ENCRYPTED_LOCAL] =
        {"zip.encrypted.local", EFFECT_TOLERATED,
         "marked as encrypted in the local header only: the device never looks at the bit, some "
         "readers refuse"},
    [ZIP_FLAGS] =
        {"zip.flags", EFFECT_TOLERATED,
         "flags for patched data, strong encryption or masked headers: the device ignores them, strict "
         "readers refuse"},
    [ZIP_VERSION] =
        {"zip.version", EFFECT_TOLERATED,
         "asks for a newer version of the format than there is: the device does not look, others refuse"},
    [ZIP_METHOD_UNKNOWN] =
        {"zip.method.unknown", EFFECT_TOLERATED,
         "a compression method other than 0 and 8: assets, manifest and resources are read as raw "
         "bytes, code and libraries cannot be extracted, most readers fail or decompress"},
    [ZIP_METHOD_DIFFERS] =
        {"zip.method.differs", EFFECT_TOLERATED,
         "local header and directory name different methods: the device goes by the directory, "
         "unzip, 7z and androguard by the header"},
    [ZIP_METHOD_DECOY] =
        {"zip.method.decoy", EFFECT_TOLERATED,
         "an entry of unknown method begins with a complete DEFLATE stream: the device reads it as "
         "raw bytes, tools that guess show what the stream holds instead"},
    [ZIP_SIZE_STORED] =
        {"zip.size.stored", EFFECT_TOLERATED,
         "an entry that is not deflated with two different sizes: the device reads the uncompressed "
         "size, others the compressed one"},
    [ZIP_RATIO] = {"zip.ratio", EFFECT_TOLERATED,
                   "claims to inflate to at least 1 MiB and 200 times its size, as decompression bombs do"},

    [ZIP_LOCAL_OFFSET] = {"zip.local.offset", EFFECT_REFUSED,
                          "a record points at or past the directory: the device refuses the archive"},
    [ZIP_LOCAL_RANGE] =
        {"zip.local.range", EFFECT_REFUSED,
         "the local header or its name runs into the directory: the device cannot open the entry"},
    [ZIP_LOCAL_MISSING] = {"zip.local.missing", EFFECT_REFUSED,
                           "no local header where the record points: the device cannot open the entry"},
    [ZIP_LOCAL_NAME] =
        {"zip.local.name", EFFECT_REFUSED,
         "local header and directory name the entry differently: the device cannot open it, unzip "
         "reads on"},
    [ZIP_LOCAL_ZIP64] =
        {"zip.local.zip64", EFFECT_REFUSED,
         "the local header calls for a ZIP64 extra field that is missing or malformed: the device "
         "cannot open the entry"},
    [ZIP_LOCAL_SIZES] =
        {"zip.local.sizes", EFFECT_REFUSED,
         "local header and directory differ in sizes or CRC and no data descriptor is announced: the "
         "device cannot open the entry"},
    [ZIP_LOCAL_IGNORED] =
        {"zip.local.ignored", EFFECT_TOLERATED,
         "a local header that announces a data descriptor has sizes or a CRC of its own: the "
         "device ignores them, androguard goes by them"},
    [ZIP_DESCRIPTOR_FLAG] =
        {"zip.descriptor.flag", EFFECT_TOLERATED,
         "local header and directory disagree on a data descriptor: the device goes by the "
         "header, apksig refuses"},
    [ZIP_DESCRIPTOR_DIFFERS] =
        {"zip.descriptor.differs", EFFECT_TOLERATED,
         "the data descriptor contradicts the directory or is missing: assets and resources "
         "are read, extraction of code and libraries fails"},
    [ZIP_DATA_RANGE] = {"zip.data.range", EFFECT_REFUSED,
                        "the entry's data would reach into the directory: the device cannot open it"},
    [ZIP_OVERLAP] =
        {"zip.overlap", EFFECT_TOLERATED,
         "two entries share bytes of the file, as decompression bombs and disguised archives do: the "
         "device does not look"},
    [ZIP_GAP_DATA] =
        {"zip.gap.data", EFFECT_TOLERATED,
         "bytes that belong to no entry, directory or signing block: the device never reads them"},
    [ZIP_GAP_ENTRY] =
        {"zip.gap.entry", EFFECT_TOLERATED,
         "a local header without a directory record: the device never sees it, readers that walk "
         "local headers do"},
    [ZIP_INFLATE_BROKEN] = {"zip.inflate.broken", EFFECT_REFUSED,
                            "the DEFLATE stream is invalid or cut off: the device cannot read the entry"},
    [ZIP_INFLATE_SIZE] =
        {"zip.inflate.size", EFFECT_REFUSED,
         "the DEFLATE stream holds more or fewer bytes than the directory says: the device cannot "
         "read the entry"},
    [ZIP_INFLATE_TAIL] =
        {"zip.inflate.tail", EFFECT_TOLERATED,
         "bytes after the end of the DEFLATE stream: up to the end of a block of 32 KiB the device "
         "does not notice, beyond it cannot read the entry"},
    [ZIP_CRC] =
        {"zip.crc", EFFECT_TOLERATED,
         "the content's CRC-32 is not the directory's: the device never computes it, other readers refuse"},
};
