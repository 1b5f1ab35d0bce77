/*
 * Sources: androidfw ResXMLTree and ResXMLParser, android.content.res.XmlBlock
 * and the platform's ParsingPackageUtils. Before the first XML node the device
 * looks for string pools and resource maps, of which the last ones count; from
 * there on it walks nodes and believes little of what the format promises.
 */
#include "read/axml.h"

#include "read/attr.h"

enum {
    CHUNK_POOL = 0x0001,
    CHUNK_XML = 0x0003,
    CHUNK_NODE_FIRST = 0x0100,
    CHUNK_START_NAMESPACE = 0x0100,
    CHUNK_END_NAMESPACE = 0x0101,
    CHUNK_START = 0x0102,
    CHUNK_END = 0x0103,
    CHUNK_CDATA = 0x0104,
    CHUNK_NODE_LAST = 0x017f,
    CHUNK_MAP = 0x0180,
};

enum {
    CHUNK_HEADER = 8,
    NODE_HEADER = 16,
    START_SIZE = 20,
    END_SIZE = 8,
    CDATA_SIZE = 12,
    NAMESPACE_SIZE = 8,
    ATTRIBUTE_SIZE = 20
};

enum {
    DOCUMENT_TYPE,
    DOCUMENT_HEADER,
    DOCUMENT_SIZE,
    DOCUMENT_BAD,
    CHUNK_UNKNOWN,
    POOL_AGAIN,
    POOL_MISSING,
    MAP_AGAIN,
    MAP_FIRST,
    NODE_HEADER_SIZE,
    NODE_UNKNOWN,
    NODE_BAD,
    ELEMENT_NAME,
    ELEMENT_NAMESPACE,
    ATTRIBUTE_START,
    ATTRIBUTE_STRIDE,
    ATTRIBUTE_OUTSIDE,
    ATTRIBUTE_NAME,
    ATTRIBUTE_UNSEEN,
    ATTRIBUTE_AGAIN,
    ATTRIBUTE_VALUE_SIZE,
    END_NAME,
    END_EARLY,
    UNCLOSED,
    TAIL,
    LIMIT,
};

const struct anomaly_kind axml_kinds[AXML_KINDS] = {
    [DOCUMENT_TYPE] =
        {"axml.document.type", EFFECT_TOLERATED,
         "the first chunk's type is not that of XML; platforms up to Android 15 never look at it, "
         "most readers refuse the file"},
    [DOCUMENT_HEADER] = {"axml.document.header-size", EFFECT_TOLERATED,
                         "the document's header is not 8 bytes; the device skips as many as it says, strict "
                         "readers stop or read chunks from inside it"},
    [DOCUMENT_SIZE] = {"axml.document.size", EFFECT_TOLERATED,
                       "bytes follow the document; the device reads as many as the document says"},
    [DOCUMENT_BAD] = {"axml.document.bad", EFFECT_REFUSED,
                      "ResXMLTree::setTo() refuses a document whose sizes do not fit or that has no node"},
    [CHUNK_UNKNOWN] = {"axml.chunk.unknown", EFFECT_TOLERATED,
                       "a chunk before the first node is of no known type; the device skips it, others stop"},
    [POOL_AGAIN] =
        {"axml.pool.again", EFFECT_TOLERATED,
         "there is more than one string pool before the first node; the device takes the last, most "
         "readers the first, and so read other names and values"},
    [POOL_MISSING] = {"axml.pool.unusable", EFFECT_REFUSED,
                      "there is no string pool before the first node, or the last one is corrupt"},
    [MAP_AGAIN] =
        {"axml.map.again", EFFECT_TOLERATED,
         "there is more than one resource map; the device takes the last, and with it the identity of "
         "every attribute"},
    [MAP_FIRST] =
        {"axml.map.order", EFFECT_TOLERATED,
         "the resource map stands before the string pool; the device does not mind, strict readers stop"},
    [NODE_HEADER_SIZE] =
        {"axml.node.header-size", EFFECT_TOLERATED,
         "a node's header is not 16 bytes; the device reads the node behind it, strict readers "
         "inside it, and so see other attributes or none"},
    [NODE_UNKNOWN] = {"axml.node.unknown", EFFECT_TOLERATED,
                      "a chunk between nodes is of no known type; the device skips it, others stop"},
    [NODE_BAD] = {"axml.node.bad", EFFECT_REFUSED,
                  "a node's sizes do not fit; the platform's parser throws and what follows is not read"},
    [ELEMENT_NAME] = {"axml.element.name", EFFECT_REFUSED,
                      "an element's name is no string of the pool; asking for it gives null or throws"},
    [ELEMENT_NAMESPACE] = {"axml.element.namespace", EFFECT_TOLERATED,
                           "an element stands in a namespace; the package parser compares local names only, "
                           "others miss the element"},
    [ATTRIBUTE_START] =
        {"axml.attribute.start", EFFECT_TOLERATED,
         "attributes do not begin 20 bytes into the element; the device goes by attributeStart, "
         "others read a decoy in its place"},
    [ATTRIBUTE_STRIDE] =
        {"axml.attribute.size", EFFECT_TOLERATED,
         "attributes are not 20 bytes apart; the device goes by attributeSize, which may be 0"},
    [ATTRIBUTE_OUTSIDE] = {"axml.attribute.outside", EFFECT_TOLERATED,
                           "an attribute reaches out of its element; the device reads on in what follows"},
    [ATTRIBUTE_NAME] =
        {"axml.attribute.name", EFFECT_TOLERATED,
         "an attribute's written name is not that of its resource id; the package parser goes by the "
         "id, others by the name"},
    [ATTRIBUTE_UNSEEN] =
        {"axml.attribute.unseen", EFFECT_TOLERATED,
         "an attribute stands behind one with a larger id; the device walks both lists in ascending "
         "order and does not find it, others do"},
    [ATTRIBUTE_AGAIN] =
        {"axml.attribute.again", EFFECT_TOLERATED,
         "an element has two attributes of one id; the device takes the first, others the last"},
    [ATTRIBUTE_VALUE_SIZE] = {"axml.attribute.value-size", EFFECT_TOLERATED,
                              "an attribute's value does not give its size as 8; the device does not look"},
    [END_NAME] = {"axml.end.name", EFFECT_TOLERATED,
                  "an END does not name the element it closes; the device only counts depth"},
    [END_EARLY] = {"axml.end.early", EFFECT_TOLERATED,
                   "an END stands before the first element; the device passes it"},
    [UNCLOSED] = {"axml.unclosed", EFFECT_TOLERATED,
                  "the document ends with elements open; the package parser takes that for their end"},
    [TAIL] =
        {"axml.tail", EFFECT_TOLERATED,
         "something other than the ends of namespaces follows the root's END; the package parser never gets "
         "there, others stop or read it"},
    [LIMIT] = {"axml.limit", EFFECT_LIMIT, "LIMIT_XML_ELEMENTS or LIMIT_XML_ATTRIBUTES was reached"},
};

/* A chunk whose sizes validate_chunk() would accept. */
struct chunk {
    uint64_t at;
    uint16_t type, header_size;
    uint32_t size;
};

/* The state of one reading. */
struct reading {
    struct axml *x;
    struct scan *scan;
    struct bytes document; /* the bytes the document claims */
    size_t element_capacity, attribute_capacity;
    int32_t open; /* innermost open element */
    bool began;
};

static void report(struct reading *r, int kind, uint64_t at, uint64_t size, struct bytes subject,
                   uint64_t seen)
{
    if (!bytes_has(r->x->file, at, size)) { /* what does not fit points past the end */
        at = r->x->file.size;
        size = 0;
    }
    scan_anomaly(r->scan, &axml_kinds[kind], locus_at(r->x->place, at, size), subject, "%llu (0x%llx)",
                 (unsigned long long)seen, (unsigned long long)seen);
}

/* validate_chunk(): header at least `least`, both sizes multiples of 4, all of it inside the document. */
static bool take_chunk(const struct reading *r, uint64_t at, uint32_t least, struct chunk *c)
{
    struct bytes header;

    *c = (struct chunk){.at = at};
    if (!bytes_slice(r->document, at, CHUNK_HEADER, &header))
        return false;
    c->type = bytes_get16(header, 0);
    c->header_size = bytes_get16(header, 2);
    c->size = bytes_get32(header, 4);
    return c->header_size >= least && c->header_size <= c->size && ((c->header_size | c->size) & 3) == 0 &&
           bytes_has(r->document, at, c->size);
}

static bool is_node(uint16_t type)
{
    return type >= CHUNK_NODE_FIRST && type <= CHUNK_NODE_LAST;
}

/* What a node of this type must have behind its header; 0 for types the device passes over. */
static uint32_t least_extension(uint16_t type)
{
    switch (type) {
    case CHUNK_START_NAMESPACE:
    case CHUNK_END_NAMESPACE:
        return NAMESPACE_SIZE;
    case CHUNK_START:
        return START_SIZE;
    case CHUNK_END:
        return END_SIZE;
    case CHUNK_CDATA:
        return CDATA_SIZE;
    default:
        return 0;
    }
}

/* validateNode(), and the size of the extension that nextNode() asks for. */
static bool take_node(const struct reading *r, uint64_t at, struct chunk *c)
{
    struct bytes start;
    uint32_t room;

    if (!take_chunk(r, at, NODE_HEADER, c))
        return false;
    room = c->size - c->header_size;
    if (room < least_extension(c->type))
        return false;
    if (c->type != CHUNK_START)
        return true;
    if (!bytes_slice(r->document, at + c->header_size, START_SIZE, &start))
        return false;
    return bytes_get16(start, 8) + (uint64_t)bytes_get16(start, 10) * bytes_get16(start, 12) <= room;
}

/* A string by its index; all ones is no string. The result says whether there is one where one was named. */
static bool string(const struct reading *r, uint32_t index, struct bytes *out)
{
    *out = (struct bytes){NULL, 0};
    return index > INT32_MAX || strpool_get(&r->x->strings, index, out);
}

static void take_pool(struct reading *r, const struct chunk *c)
{
    struct bytes chunk;

    bytes_slice(r->document, c->at, c->size, &chunk);
    if (r->x->strings.scan != NULL)
        report(r, POOL_AGAIN, c->at, c->size, (struct bytes){0}, c->at);
    strpool_open(r->scan, chunk, locus_at(r->x->place, c->at, c->size), &r->x->strings);
}

static void take_map(struct reading *r, const struct chunk *c)
{
    if (r->x->strings.scan == NULL)
        report(r, MAP_FIRST, c->at, c->size, (struct bytes){0}, c->at);
    if (r->x->map.data != NULL)
        report(r, MAP_AGAIN, c->at, c->size, (struct bytes){0}, c->at);
    bytes_slice(r->document, c->at + c->header_size, c->size - c->header_size, &r->x->map);
}

/*
 * Reads what stands before the first node and leaves *at there. The device
 * looks at a chunk only if it ends before the document does.
 */
static bool read_prologue(struct reading *r, uint64_t *at)
{
    uint64_t size = r->document.size;
    struct chunk c;

    for (; *at + CHUNK_HEADER < size; *at += c.size) {
        bool fits = take_chunk(r, *at, CHUNK_HEADER, &c);
        if (*at + c.size >= size)
            break;
        if (!fits)
            break;
        if (is_node(c.type))
            return true;
        if (c.type == CHUNK_POOL)
            take_pool(r, &c);
        else if (c.type == CHUNK_MAP)
            take_map(r, &c);
        else
            report(r, CHUNK_UNKNOWN, c.at, c.size, (struct bytes){0}, c.type);
    }
    return false;
}

static uint32_t map_id(const struct axml *x, uint32_t index)
{
    uint32_t id = 0;

    if (index <= INT32_MAX)
        bytes_u32(x->map, (uint64_t)index * 4, &id);
    return id;
}

static void check_identity(struct reading *r, const struct axml_attribute *a)
{
    const char *name = attr_name(a->id);

    if (name != NULL && !bytes_is(a->name, name))
        report(r, ATTRIBUTE_NAME, a->at, a->size, a->name, a->id);
}

static bool take_attribute(struct reading *r, uint64_t at, struct axml_attribute *a)
{
    struct axml *x = r->x;
    struct bytes b;
    uint32_t name, raw;

    if (!bytes_slice(x->file, at, ATTRIBUTE_SIZE, &b))
        return false;
    name = bytes_get32(b, 4);
    raw = bytes_get32(b, 8);
    *a = (struct axml_attribute){.at = at,
                                 .size = ATTRIBUTE_SIZE,
                                 .type = b.data[15],
                                 .data = bytes_get32(b, 16)};
    string(r, bytes_get32(b, 0), &a->ns);
    string(r, name, &a->name);
    a->id = map_id(x, name);
    a->has_raw = raw <= INT32_MAX && strpool_get(&x->strings, raw, &a->raw);
    if (a->type == RES_DYNAMIC_REFERENCE)
        a->type = RES_REFERENCE;
    if (a->type == RES_STRING)
        string(r, a->data, &a->text);
    else
        a->text = a->raw;
    if (bytes_get16(b, 12) != 8)
        report(r, ATTRIBUTE_VALUE_SIZE, at, ATTRIBUTE_SIZE, a->name, bytes_get16(b, 12));
    check_identity(r, a);
    return true;
}

/* obtainAttributes() merges two ascending lists: what stands behind a larger id is lost, a second of one id,
 * too. */
static void check_order(struct reading *r, const struct axml_element *e)
{
    const struct axml_attribute *a = e->attribute_count == 0 ? NULL : &r->x->attributes[e->first_attribute];
    uint32_t largest = 0;

    for (uint32_t i = 0; i < e->attribute_count; i++) {
        if (a[i].id == 0)
            continue;
        if (a[i].id < largest)
            report(r, ATTRIBUTE_UNSEEN, a[i].at, a[i].size, a[i].name, a[i].id);
        else if (a[i].id == largest)
            report(r, ATTRIBUTE_AGAIN, a[i].at, a[i].size, a[i].name, a[i].id);
        else
            largest = a[i].id;
    }
}

/* Bundles describe their modules in a namespace of their own, by names that the package parser has no use
 * for. */
static bool is_delivery(const struct axml_element *e)
{
    static const char *const names[] = {"module",      "delivery",  "install-time",     "on-demand", "fusing",
                                        "fast-follow", "removable", "instant-delivery", "conditions"};

    if (!bytes_is(e->ns, "http://schemas.android.com/apk/distribution"))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bytes_is(e->name, names[i]))
            return true;
    return false;
}

static bool take_attributes(struct reading *r, const struct chunk *c, struct axml_element *e)
{
    struct axml *x = r->x;
    struct bytes start;
    uint16_t first, stride, count;

    bytes_slice(r->document, c->at + c->header_size, START_SIZE, &start);
    first = bytes_get16(start, 8);
    stride = bytes_get16(start, 10);
    count = bytes_get16(start, 12);
    if (count == 0)
        return true;
    if (first != START_SIZE)
        report(r, ATTRIBUTE_START, c->at, c->size, e->name, first);
    if (stride != ATTRIBUTE_SIZE)
        report(r, ATTRIBUTE_STRIDE, c->at, c->size, e->name, stride);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = c->at + c->header_size + first + (uint64_t)i * stride;
        if (x->attribute_count >= LIMIT_XML_ATTRIBUTES) {
            report(r, LIMIT, at, 0, e->name, x->attribute_count);
            return false;
        }
        x->attributes = arena_grow(r->scan->arena, x->attributes, x->attribute_count, &r->attribute_capacity,
                                   sizeof *x->attributes);
        if (at + ATTRIBUTE_SIZE > c->at + c->size)
            report(r, ATTRIBUTE_OUTSIDE, c->at, c->size, e->name, at);
        if (!take_attribute(r, at, &x->attributes[x->attribute_count]))
            break; /* past the end of the file: the device reads whatever lies there */
        x->attribute_count++;
        e->attribute_count++;
    }
    return true;
}

static bool take_start(struct reading *r, const struct chunk *c)
{
    struct axml *x = r->x;
    struct axml_element *e;
    struct bytes start, node;
    bool ok;

    if (x->count >= LIMIT_XML_ELEMENTS) {
        report(r, LIMIT, c->at, c->size, (struct bytes){0}, x->count);
        return false;
    }
    x->elements =
        arena_grow(r->scan->arena, x->elements, x->count, &r->element_capacity, sizeof *x->elements);
    e = &x->elements[x->count];
    bytes_slice(r->document, c->at, NODE_HEADER, &node);
    bytes_slice(r->document, c->at + c->header_size, START_SIZE, &start);
    *e = (struct axml_element){.parent = r->open,
                               .depth = r->open < 0 ? 0 : x->elements[r->open].depth + 1,
                               .first_attribute = (uint32_t)x->attribute_count,
                               .at = c->at,
                               .size = c->size,
                               .line = bytes_get32(node, 8)};
    string(r, bytes_get32(start, 0), &e->ns);
    string(r, bytes_get32(start, 4), &e->name);
    if (e->name.data == NULL)
        report(r, ELEMENT_NAME, c->at, c->size, (struct bytes){0}, bytes_get32(start, 4));
    if (e->ns.data != NULL && !is_delivery(e))
        report(r, ELEMENT_NAMESPACE, c->at, c->size, e->name, bytes_get32(start, 0));
    r->open = (int32_t)x->count++;
    ok = take_attributes(r, c, e);
    check_order(r, e);
    return ok;
}

static void take_end(struct reading *r, const struct chunk *c)
{
    struct axml *x = r->x;
    struct bytes end, name;

    if (r->open < 0) {
        report(r, END_EARLY, c->at, c->size, (struct bytes){0}, c->at);
        return;
    }
    bytes_slice(r->document, c->at + c->header_size, END_SIZE, &end);
    if (bytes_get32(end, 4) >= x->strings.count || !strpool_get(&x->strings, bytes_get32(end, 4), &name) ||
        !bytes_equal(name, x->elements[r->open].name))
        report(r, END_NAME, c->at, c->size, x->elements[r->open].name, bytes_get32(end, 4));
    r->open = x->elements[r->open].parent;
    x->complete = r->open < 0;
}

static void take_cdata(struct reading *r, const struct chunk *c)
{
    struct axml_element *e = r->open < 0 ? NULL : &r->x->elements[r->open];
    uint32_t index;

    if (e == NULL || !bytes_u32(r->document, c->at + c->header_size, &index))
        return;
    if (e->cdata_count++ == 0)
        string(r, index, &e->cdata);
}

/* Whether nothing but END_NAMESPACE nodes lies between `at` and the end. */
static bool is_plain_tail(const struct reading *r, uint64_t at)
{
    struct chunk c;

    for (; at < r->document.size; at += c.size)
        if (!take_node(r, at, &c) || c.type != CHUNK_END_NAMESPACE)
            return false;
    return true;
}

/* Walks the nodes until the root's END, the end of the document or what the device would not take. */
static void read_nodes(struct reading *r, uint64_t at)
{
    struct axml *x = r->x;
    struct chunk c;

    for (; at < r->document.size && !x->complete; at += c.size) {
        if (!take_node(r, at, &c)) {
            report(r, NODE_BAD, at, r->document.size - at, (struct bytes){0}, c.size);
            x->refused = true;
            return;
        }
        if (c.header_size != NODE_HEADER && least_extension(c.type) != 0)
            report(r, NODE_HEADER_SIZE, at, c.size, (struct bytes){0}, c.header_size);
        if (c.type == CHUNK_START && !take_start(r, &c))
            return;
        if (c.type == CHUNK_END)
            take_end(r, &c);
        if (c.type == CHUNK_CDATA)
            take_cdata(r, &c);
        if (least_extension(c.type) == 0)
            report(r, NODE_UNKNOWN, at, c.size, (struct bytes){0}, c.type);
    }
    if (!x->complete && x->count > 0)
        report(r, UNCLOSED, x->elements[r->open].at, x->elements[r->open].size, x->elements[r->open].name,
               at);
    else if (!is_plain_tail(r, at))
        report(r, TAIL, at, r->document.size - at, (struct bytes){0}, r->document.size - at);
}

/* The document's own header: only its sizes are checked. */
static bool read_header(struct reading *r, uint64_t *first, struct error *e)
{
    struct axml *x = r->x;
    uint16_t type, header_size;
    uint32_t size;

    if (!bytes_u32(x->file, 4, &size))
        return error_set(e, ERROR_FORMAT, 0, "binary XML needs a header of 8 bytes, the file has %zu",
                         x->file.size);
    bytes_u16(x->file, 0, &type);
    bytes_u16(x->file, 2, &header_size);
    if (header_size > size || size > x->file.size) {
        report(r, DOCUMENT_BAD, 0, CHUNK_HEADER, (struct bytes){0}, size);
        x->refused = true;
        size = x->file.size <= UINT32_MAX ? (uint32_t)x->file.size : UINT32_MAX;
    }
    bytes_slice(x->file, 0, size, &r->document);
    if (type != CHUNK_XML)
        report(r, DOCUMENT_TYPE, 0, CHUNK_HEADER, (struct bytes){0}, type);
    if (header_size != CHUNK_HEADER)
        report(r, DOCUMENT_HEADER, 0, CHUNK_HEADER, (struct bytes){0}, header_size);
    if (size < x->file.size)
        report(r, DOCUMENT_SIZE, size, x->file.size - size, (struct bytes){0}, x->file.size - size);
    *first = header_size;
    return true;
}

bool axml_open(struct scan *s, struct bytes file, const struct place *place, struct axml *out,
               struct error *e)
{
    struct reading r = {.x = out, .scan = s, .open = -1};
    uint64_t at = 0;

    *out = (struct axml){.file = file, .place = place, .scan = s};
    if (!read_header(&r, &at, e))
        return false;
    if (!read_prologue(&r, &at)) {
        report(&r, DOCUMENT_BAD, at, 0, (struct bytes){0}, at);
        out->refused = true;
        return error_set(e, ERROR_REFUSED, at,
                         "binary XML has no node the device would find, its chunks end at %llu",
                         (unsigned long long)at);
    }
    if (!out->strings.usable) {
        report(&r, POOL_MISSING, at, 0, (struct bytes){0}, at);
        out->refused = true;
    }
    read_nodes(&r, at);
    if (out->count == 0)
        return error_set(e, ERROR_REFUSED, at, "binary XML has no element, its nodes begin at %llu",
                         (unsigned long long)at);
    return true;
}
