/* Opening an archive: the steps, in the order in which the device takes them. */
#include "read/zip_part.h"

/* The file must begin with a local header, so that it cannot be another kind of file as well. */
static void check_start(struct zip_open *o)
{
    uint32_t signature = 0;

    if (bytes_u32(o->z->file, 0, &signature) && signature == LOCAL_SIGNATURE)
        return;
    o->z->refused = true;
    scan_anomaly(o->s, &zip_kinds[ZIP_START], zip_at(o, 0, o->z->file.size < 4 ? o->z->file.size : 4),
                 (struct bytes){0}, "begins with %08x", signature);
}

/* The entries, by the end record or else by signatures; false when there is neither. */
static bool find_entries(struct zip_open *o)
{
    struct zip *z = o->z;

    if (zip_end_find(o)) {
        zip_directory_read(o);
        check_start(o);
        if (z->count == 0)
            zip_recover(o); /* the reason has been given: outside the file, too short, empty */
        return true;
    }
    if (!zip_recover(o))
        return false;
    scan_anomaly(o->s, &zip_kinds[ZIP_END_MISSING], zip_at(o, z->file.size, 0), (struct bytes){0},
                 "%zu entries recovered from %s", z->count,
                 z->directory_size == 0 ? "local headers" : "directory records");
    return true;
}

bool zip_open(struct scan *s, struct bytes file, const struct place *place, struct zip *out, struct error *e)
{
    struct zip_open o = {.s = s, .z = out, .limit = file.size, .directory_end = file.size};

    *out = (struct zip){.file = file, .place = place, .end = file.size};
    if (!find_entries(&o))
        return error_set(e, ERROR_FORMAT, 0, "not a ZIP archive: no end-of-directory record in %zu bytes",
                         file.size);
    zip_names_index(&o);
    zip_locals_read(&o);
    zip_layout_check(&o);
    zip_decoys_find(&o);
    out->noted = arena_alloc(s->arena, out->count);
    out->ahead = arena_array(s->arena, out->count, sizeof *out->ahead);
    out->kept = arena_array(s->arena, out->count, sizeof *out->kept);
    out->checked = arena_alloc(s->arena, sizeof *out->checked);
    return true;
}
