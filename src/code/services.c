/*
 * java.util.ServiceLoader: makes objects of the classes that the file META-INF/services/NAME of the interface it is asked
 * for names, one a line; # begins a comment. The interface is a constant of the method that asks.
 */
#include "code/graph_parts.h"

static struct bytes line_name(struct bytes line)
{
    struct bytes name;
    size_t from = 0, to = bytes_find(line, '#', 0);

    while (to > from && (line.data[to - 1] == ' ' || line.data[to - 1] == '\t' || line.data[to - 1] == '\r'))
        to--;
    while (from < to && (line.data[from] == ' ' || line.data[from] == '\t'))
        from++;
    bytes_slice(line, from, to - from, &name);
    return name;
}

/* The classes a file names, those that are of the type. */
static void make_named(struct graph *g, struct bytes text, uint32_t type, struct graph_origin o)
{
    for (size_t at = 0, end; at < text.size; at = end + 1) {
        struct bytes line;
        uint32_t class;
        end = bytes_find(text, '\n', at);
        bytes_slice(text, at, end - at, &line);
        if (!graph_work(g, 1))
            return;
        class = graph_class_named(g, line_name(line));
        if (class != GRAPH_NONE && graph_is_a(g, g->classes[class].type, type))
            graph_make_by_name(g, class, o);
    }
}

static void read_entry(struct graph *g, const struct artifact *a, const struct zip_entry *entry, uint32_t type,
                       struct graph_origin o)
{
    size_t k = (size_t)(entry - a->zip.entries);
    uint8_t noted = a->zip.noted[k];
    struct arena arena;
    struct scan scan;
    struct buf scratch;
    struct bytes text;
    struct error e;

    arena_init(&arena, LIMIT_ARENA / 8);
    arena.exhausted = g->arena->exhausted;
    arena.context = g->arena->context;
    scan_init(&scan, &arena);
    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    zip_read_into(&scan, &a->zip, entry, ZIP_ASSET, &text, &e, &scratch);
    a->zip.noted[k] = noted; /* whoever reads it for its own sake says what is odd */
    make_named(g, text, type, o);
    buf_free(&scratch);
    arena_free(&arena);
}

void graph_make_services(struct graph *g, uint32_t class, struct graph_origin o)
{
    static const char folder[] = "META-INF/services/";
    uint32_t type = g->classes[class].type;
    struct bytes descriptor = g->types[type].text, name;
    char path[512];
    size_t at = sizeof folder - 1;

    if (descriptor.size < 3 || descriptor.size + at > sizeof path)
        return;
    memcpy(path, folder, at);
    for (size_t i = 1; i + 1 < descriptor.size; i++)
        path[at++] = descriptor.data[i] == '/' ? '.' : (char)descriptor.data[i];
    name = bytes_of((const uint8_t *)path, at);
    for (size_t i = 0; i < g->app->artifact_count; i++) {
        const struct artifact *a = g->app->artifacts[i];
        const struct zip_entry *entry = a->kind <= ARTIFACT_SPLIT && a->is_zip ? zip_find(&a->zip, name) : NULL;
        if (entry != NULL && entry->readable && graph_work(g, entry->size / 8 + 1))
            read_entry(g, a, entry, type, o);
    }
}
