/* What can be odd about a DEX file. The rules are those of ART's DexFileLoader and DexFileVerifier. */
#include "read/dex_internal.h"

// clang-format off
const struct anomaly_kind dex_kinds[DEX_KINDS] = {
    [DEX_KIND_MAGIC] = {"dex.magic", EFFECT_REFUSED, "A DEX file begins \"dex\\n\" and a version; anything else is not loaded as DEX."},
    [DEX_KIND_SHORT] = {"dex.short", EFFECT_REFUSED, "A file too short for a DEX header is not loaded."},
    [DEX_KIND_VERSION] = {"dex.version", EFFECT_REFUSED, "ART knows the versions 035 and 037 to 041 and refuses others."},
    [DEX_KIND_FILE_SIZE] = {"dex.file_size", EFFECT_REFUSED, "file_size must be the size of the entry; only releases after Android 13 ignore bytes behind it."},
    [DEX_KIND_HEADER_SIZE] = {"dex.header_size", EFFECT_REFUSED, "header_size must be 0x70, and 0x78 in version 041."},
    [DEX_KIND_ENDIAN] = {"dex.endian", EFFECT_REFUSED, "endian_tag must be 0x12345678: swapped files are not read."},
    [DEX_KIND_CHECKSUM] = {"dex.checksum", EFFECT_REFUSED, "The Adler-32 of what follows the checksum must match when a file is loaded from an archive."},
    [DEX_KIND_SIGNATURE] = {"dex.signature", EFFECT_TOLERATED, "The SHA-1 in the header is never checked by ART; a wrong one shows that the file was changed after it was built."},
    [DEX_KIND_LINK] = {"dex.link", EFFECT_TOLERATED, "A link section is accepted wherever it lies in the file and never read; builders leave it empty."},
    [DEX_KIND_DATA] = {"dex.data", EFFECT_TOLERATED, "Up to Android 13 only data_off must lie in the file; a data section that ends behind it is the mark of some packers."},
    [DEX_KIND_CONTAINER] = {"dex.container", EFFECT_REFUSED, "A version 041 container must hold one header behind the other up to its size; one bad DEX and none is loaded."},
    [DEX_KIND_CONTAINER_BASE] = {"dex.container.base", EFFECT_TOLERATED, "Offsets of a version 041 DEX count from header_offset bytes before its header, even where that is not the start of the file."},
    [DEX_KIND_CONTAINER_TRAILING] = {"dex.container.trailing", EFFECT_TOLERATED, "Bytes behind the container of version 041 are ignored."},
    [DEX_KIND_TABLE] = {"dex.table", EFFECT_REFUSED, "Each table must lie in the file, aligned to 4, with offset 0 when empty, and at most 65535 types and protos."},
    [DEX_KIND_MAP_RANGE] = {"dex.map.range", EFFECT_REFUSED, "The map and everything it lists must lie in the file."},
    [DEX_KIND_MAP_ORDER] = {"dex.map.order", EFFECT_REFUSED, "Offsets in the map must rise strictly."},
    [DEX_KIND_MAP_TYPE] = {"dex.map.type", EFFECT_REFUSED, "A section of unknown type in the map makes the file unreadable."},
    [DEX_KIND_MAP_DUPLICATE] = {"dex.map.duplicate", EFFECT_REFUSED, "Each type of section may be in the map once."},
    [DEX_KIND_MAP_MISSING] = {"dex.map.missing", EFFECT_REFUSED, "The map must list the header, itself and each table that the header has."},
    [DEX_KIND_MAP_SECTION] = {"dex.map.section", EFFECT_REFUSED, "Map and header must agree about each table, sections must not overlap, and data belongs to the data section."},
    [DEX_KIND_PADDING] = {"dex.padding", EFFECT_REFUSED, "Bytes between sections must be zero up to version 040."},
    [DEX_KIND_STRING_RANGE] = {"dex.string.range", EFFECT_REFUSED, "Each string must lie in the file with its length and terminator."},
    [DEX_KIND_STRING_MUTF8] = {"dex.string.mutf8", EFFECT_REFUSED, "Strings must be modified UTF-8, without 4-byte and overlong forms."},
    [DEX_KIND_STRING_LENGTH] = {"dex.string.length", EFFECT_REFUSED, "A string must have as many UTF-16 units as its length says."},
    [DEX_KIND_STRING_ORDER] = {"dex.string.order", EFFECT_REFUSED, "String ids must be sorted by UTF-16 value, without duplicates."},
    [DEX_KIND_STRING_OVERLAP] = {"dex.string.overlap", EFFECT_REFUSED, "Each string must be an item of its own in the string data section."},
    [DEX_KIND_TYPE_INDEX] = {"dex.type.index", EFFECT_REFUSED, "A type id must name a string that exists."},
    [DEX_KIND_TYPE_ORDER] = {"dex.type.order", EFFECT_REFUSED, "Type ids must be sorted by string, without duplicates."},
    [DEX_KIND_TYPE_DESCRIPTOR] = {"dex.type.descriptor", EFFECT_REFUSED, "Each type must be a valid descriptor."},
    [DEX_KIND_PROTO_INDEX] = {"dex.proto.index", EFFECT_REFUSED, "A proto must name strings, types and a parameter list that exist."},
    [DEX_KIND_PROTO_SHORTY] = {"dex.proto.shorty", EFFECT_REFUSED, "The short form of a proto must match its result and parameters."},
    [DEX_KIND_PROTO_ORDER] = {"dex.proto.order", EFFECT_REFUSED, "Protos must be sorted by result, then parameters, without duplicates."},
    [DEX_KIND_FIELD_INDEX] = {"dex.field.index", EFFECT_REFUSED, "A field id must name a class, a type other than void and a name that exist."},
    [DEX_KIND_FIELD_NAME] = {"dex.field.name", EFFECT_REFUSED, "A field's name must be a valid member name."},
    [DEX_KIND_FIELD_ORDER] = {"dex.field.order", EFFECT_REFUSED, "Field ids must be sorted by class, name and type, without duplicates."},
    [DEX_KIND_METHOD_INDEX] = {"dex.method.index", EFFECT_REFUSED, "A method id must name a class or array type, a proto and a name that exist."},
    [DEX_KIND_METHOD_NAME] = {"dex.method.name", EFFECT_REFUSED, "A method's name must be a valid member name; in angle brackets only <init> and <clinit> can be defined."},
    [DEX_KIND_METHOD_ORDER] = {"dex.method.order", EFFECT_REFUSED, "Method ids must be sorted by class, name and proto, without duplicates."},
    [DEX_KIND_METHOD_HANDLE] = {"dex.method_handle", EFFECT_REFUSED, "A method handle must be of a known type and name a field or method that exists."},
    [DEX_KIND_CLASS_INDEX] = {"dex.class.index", EFFECT_REFUSED, "A class definition must name class types that exist; its superclass may be none."},
    [DEX_KIND_CLASS_DUPLICATE] = {"dex.class.duplicate", EFFECT_REFUSED, "A class may be defined once in a file; tools that read on see one or the other."},
    [DEX_KIND_CLASS_FLAGS] = {"dex.class.flags", EFFECT_REFUSED, "Access flags of a class must be those of the language."},
    [DEX_KIND_CLASS_ORDER] = {"dex.class.order", EFFECT_REFUSED, "From version 037 a class must come after its superclass and interfaces, and be neither."},
    [DEX_KIND_CLASS_INTERFACES] = {"dex.class.interfaces", EFFECT_REFUSED, "Interfaces must be class types, each named once."},
    [DEX_KIND_CLASS_OFFSET] = {"dex.class.offset", EFFECT_REFUSED, "What a class definition points at must lie in the file, aligned."},
    [DEX_KIND_CLASS_NAME] = {"dex.class.name", EFFECT_TOLERATED, "Class names may hold nearly any character; other tools stop at, or mangle, names that are no ASCII identifiers."},
    [DEX_KIND_MEMBERS_RANGE] = {"dex.members.range", EFFECT_REFUSED, "The members of a class must lie in the file."},
    [DEX_KIND_MEMBERS_INDEX] = {"dex.members.index", EFFECT_REFUSED, "Members must name fields and methods that exist, in rising order."},
    [DEX_KIND_MEMBERS_CLASS] = {"dex.members.class", EFFECT_REFUSED, "Members must belong to the class that lists them."},
    [DEX_KIND_MEMBERS_LIST] = {"dex.members.list", EFFECT_REFUSED, "Static and instance fields, direct and virtual methods stand in their own lists, no method in two."},
    [DEX_KIND_MEMBERS_FLAGS] = {"dex.members.flags", EFFECT_REFUSED, "A member is at most one of public, protected and private."},
    [DEX_KIND_CODE_FLAGS] = {"dex.code.flags", EFFECT_REFUSED, "A method has code, or is abstract or native: one of them and not both."},
    [DEX_KIND_CODE_ITEM] = {"dex.code.item", EFFECT_REFUSED, "Code must lie in the file, aligned, with registers enough for its arguments."},
    [DEX_KIND_CODE_OPCODE] = {"dex.code.opcode", EFFECT_TOLERATED, "Opcodes that do not exist are found only when the class is first used: the class fails then, the file loads; linear disassemblers stop or lose step."},
    [DEX_KIND_CODE_CUT] = {"dex.code.cut", EFFECT_TOLERATED, "An instruction that runs past the end of its method is found only when the class is first used: the class fails then, the file loads."},
    [DEX_KIND_LIMIT] = {"dex.limit", EFFECT_LIMIT, "More work than the size of the file warrants: items shared or overlapping beyond what builders make."},
};
// clang-format on
_Static_assert((int)DEX_KINDS == (int)DEX_KIND_COUNT, "a row for each kind");

const char *dex_map_name(uint16_t type)
{
    static const struct {
        uint16_t type;
        const char *name;
    } names[] = {
        {0x0000, "header"},
        {0x0001, "string_id"},
        {0x0002, "type_id"},
        {0x0003, "proto_id"},
        {0x0004, "field_id"},
        {0x0005, "method_id"},
        {0x0006, "class_def"},
        {0x0007, "call_site_id"},
        {0x0008, "method_handle"},
        {0x1000, "map_list"},
        {0x1001, "type_list"},
        {0x1002, "annotation_set_ref_list"},
        {0x1003, "annotation_set"},
        {0x2000, "class_data"},
        {0x2001, "code"},
        {0x2002, "string_data"},
        {0x2003, "debug_info"},
        {0x2004, "annotation"},
        {0x2005, "encoded_array"},
        {0x2006, "annotations_directory"},
        {0xf000, "hiddenapi_class_data"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].type == type)
            return names[i].name;
    return NULL;
}
