#include "fleet/profile_name.h"

#include <openssl/cms.h>

#include "base/limits.h"
#include "fleet/adb.h"
#include "fleet/plist.h"
#include "jail/jail.h"

struct naming {
    struct arena *arena;
    struct bytes profile, name;
    struct jail_end end;
};

/* The content of a CMS SignedData; whether the signature holds is for the device to say. */
static bool unwrap(struct arena *a, struct bytes *text)
{
    BIO *in = BIO_new_mem_buf(text->data, (int)text->size);
    CMS_ContentInfo *cms = in == NULL ? NULL : d2i_CMS_bio(in, NULL);
    ASN1_OCTET_STRING **content = cms == NULL ? NULL : CMS_get0_content(cms);
    bool ok = content != NULL && *content != NULL && OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed;

    if (ok)
        *text = arena_copy(a, bytes_of(ASN1_STRING_get0_data(*content), (size_t)ASN1_STRING_length(*content)));
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    return ok;
}

static struct bytes text_of(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_TEXT ? n->text : bytes_of(NULL, 0);
}

static bool read_name(struct arena *a, struct bytes text, struct bytes *name, struct error *e)
{
    const struct json_node *root;
    struct bytes id, uuid;

    if (text.size > LIMIT_PLACE_FILE)
        return error_set(e, ERROR_LIMIT, 0, "a profile of more than %u bytes", LIMIT_PLACE_FILE);
    if (!bytes_starts(text, BYTES("<")) && !bytes_starts(text, BYTES("bplist00")) && !unwrap(a, &text))
        return error_set(e, ERROR_FORMAT, 0, "neither a property list nor a signed one");
    root = plist_read(a, text, e);
    if (root == NULL)
        return false;
    id = text_of(root, "PayloadIdentifier");
    uuid = text_of(root, "PayloadUUID");
    *name = arena_printf(a, "%.*s %.*s", (int)id.size, (const char *)id.data, (int)uuid.size, (const char *)uuid.data);
    return (adb_word(id) && adb_word(uuid)) || error_set(e, ERROR_FORMAT, 0, "a profile without a plain PayloadIdentifier and PayloadUUID, by which it would be found again");
}

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct naming *n = context;
    struct error e = {0};
    struct arena arena;
    struct bytes name;

    (void)index;
    jail_arena(&arena, out);
    if (!read_name(&arena, n->profile, &name, &e)) {
        frame_send(out, FRAME_ERROR, bytes_str(e.text));
        return JAIL_EXIT_ERROR;
    }
    frame_send(out, FRAME_ROW, name);
    return 0;
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct naming *n = context;
    struct bytes id;

    (void)index;
    bytes_slice(payload, 0, bytes_find(payload, ' ', 0), &id);
    n->name = arena_copy(n->arena, payload);
    return type == FRAME_ROW && adb_word(id) && adb_word(bytes_from(payload, id.size + 1));
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct naming *n = context;

    (void)index;
    n->end = *end;
    return true;
}

bool profile_name(struct arena *a, struct bytes profile, struct bytes *name, struct error *e)
{
    struct naming n = {.arena = a, .profile = profile};
    const struct jail_job job = {.count = 1, .jobs = 1, .context = &n, .work = work, .frame = frame, .done = done};

    if (!jail_run(&job, e))
        return false;
    *name = n.name;
    return (n.end.whole && n.name.size > 0) || error_set(e, ERROR_FORMAT, 0, "%.300s", n.end.error[0] != 0 ? n.end.error : "the reader was ended");
}
