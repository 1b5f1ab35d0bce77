/* Shared by the files of the code graph and nobody else. */
#ifndef VETO_CODE_GRAPH_PARTS_H
#define VETO_CODE_GRAPH_PARTS_H

#include "base/ahead.h"
#include "code/graph.h"
#include "code/intern.h"
#include "code/platform.h"

/* One DEX file: how its indices become numbers of the whole app. */
struct graph_dex {
    const struct app_dex *from;
    const struct dex *dex;
    bool loaded;
    uint32_t *types;     /* type -> number */
    uint32_t *names;     /* string -> number + 1, of those that name a method; else 0 */
    uint32_t *protos;    /* proto -> number */
    uint32_t *sigs;      /* method -> number of its name and proto; GRAPH_NONE where they are not there */
    uint32_t *first;     /* type -> where its methods begin in the table (or in `sorted`) */
    uint32_t *sorted;    /* methods by class where the table is not sorted by it; else NULL */
    uint32_t references; /* number of its first method reference */
    uint32_t encoded;    /* number of its first defined method */
    /* where something was first named by reachable code: place in the order of search + 1; 0: nowhere */
    uint32_t *by_method, *by_type, *by_string, *by_field;
    uint16_t *state;     /* of methods: CALLED_... and MARK_... */
    uint8_t *sites, *handles; /* bitmaps of call sites and method handles that reachable code names */
    uint32_t script;     /* type of android.webkit.JavascriptInterface, or DEX_NO_INDEX */
    uint8_t *called;     /* bitmaps: named by any instruction that is kept */
    uint8_t *made, *loaded_field;
};

/* A type of the app or the platform: a descriptor. */
struct graph_type {
    struct bytes text;
    uint32_t class;    /* the app's class of that name, or GRAPH_NONE */
    uint32_t platform; /* row of the platform's, PLATFORM_NONE: none; UNASKED: not looked up yet */
    uint32_t up, ups;  /* in `supers`: itself and all it extends and implements */
    bool platform_above; /* some of them are the platform's */
};
enum { TYPE_UNASKED = 0x10000 };

/* A class that the app defines: the definition that counts. */
struct graph_class {
    uint32_t type;
    uint32_t dex, def; /* class_def */
    uint32_t above;    /* type of the superclass, GRAPH_NONE for none */
    uint32_t access;
    uint32_t first, count; /* its methods, by number */
    bool loaded;
    bool made;         /* reachable code, or the platform, makes objects of it */
    bool initialised;
    bool component;    /* an enabled component of a manifest: the platform makes it for an intent */
    bool anywhere;     /* some instruction of loaded code makes objects of it, reachable or not */
};

/* A reached method, in the order of search. */
struct graph_reached {
    uint32_t method; /* number of the definition */
    uint32_t from;   /* place of the one before; of an entry: its number in `entries` */
    uint32_t ref;    /* the kept reference of the instruction there */
    uint8_t edge;
};

/* Where something comes from: the place of a reached method and an instruction of it, or an entry. */
struct graph_origin {
    uint32_t from, ref;
    enum graph_edge edge; /* EDGE_ENTRY: `from` is one of g->entries */
};

/* State of a method reference: how reachable code calls it, and what calling it means for reflect.c. */
enum {
    CALLED_DIRECT = 0x01,
    CALLED_VIRTUAL = 0x02,
    CALLED_SUPER = 0x04,
    MARK_CLASS = 0x10,
    MARK_METHOD = 0x20,
    MARK_CONSTRUCTOR = 0x40,
    MARK_NEW = 0x80,
    MARK_INTENT = 0x100,    /* its last argument is the class or the class name of a component */
    MARK_INTENT_CLASS = 0x200, /* the class only */
    MARK_CONTENT = 0x400,   /* asks the provider of the URI that comes first */
    MARK_URI = 0x800,       /* makes a URI of what comes first */
    MARK_SERVICE = 0x1000,  /* asks for what META-INF/services names */
    MARKS = 0x17f0,         /* those for which a method is looked through */
};

struct graph_entry {
    const char *kind;
    struct locus locus; /* of what declares it */
};

/* An authority of one of the app's content providers. */
struct graph_provider {
    struct bytes authority;
    uint32_t class;
};

/* A call that goes wherever the object's class says: on a type, of a name and proto. */
struct graph_site {
    uint32_t type;
    uint32_t from, ref; /* where it was met first */
    uint32_t sig;
    uint32_t next;      /* of the same name and proto, + 1 */
};

struct graph {
    struct app *app;
    struct arena *arena;
    uint64_t seed;
    struct graph_dex *dexes;
    size_t dex_count;
    uint32_t reference_count;

    uint64_t *work; /* steps made, against LIMIT_GRAPH_WORK; behind a pointer, since questions count too */

    struct intern type_table, name_table, proto_table, sig_table;
    struct graph_type *types;
    size_t type_capacity;
    uint32_t *uses_from; /* of each type: where the DEX files that name it stand */
    struct graph_use *uses;
    struct bytes *names;
    size_t name_capacity;
    uint32_t *platform_names; /* of each name: the platform's number of it + 1; 0: not looked up */
    uint32_t *proto_at, *proto_pool; /* result, parameters ... by type number */
    size_t proto_capacity, pool_capacity;
    uint32_t pool_size;
    struct graph_sig *sig;
    size_t sig_capacity;

    struct graph_class *classes;
    uint32_t class_count;
    uint32_t *supers;        /* type numbers */
    size_t super_capacity;
    uint32_t super_count;
    uint32_t *subs_from, *subs; /* of each type: types that have it among their supers, itself too */

    uint32_t method_count;   /* defined ones, all DEX files */
    uint32_t *method_class;  /* GRAPH_NONE: the definition does not count */
    uint32_t *method_sig;
    uint32_t *place;         /* in the order of search + 1; 0: not reached */
    uint32_t *defs_from, *defs; /* of each sig: virtual methods of loaded classes with code */

    struct graph_reached *reached;
    size_t reached_count, reached_capacity;
    struct graph_entry *entries;
    size_t entry_count, entry_capacity;
    struct graph_provider *providers;
    size_t provider_count, provider_capacity;
    struct graph_site *sites;
    size_t site_count, site_capacity;
    uint32_t *site_of; /* of each sig: its newest site + 1 */
    uint64_t layout_bytes; /* of binary XML files looked at, against LIMIT_GRAPH_LAYOUTS */
    uint32_t layout_files;
    struct graph_listing *listing; /* edges are listed, not followed, and nothing is marked; NULL: a search */
    uint32_t *listed;  /* of each method: the reference for which an edge to it was listed last, as number + 1 */
    uint32_t serial;   /* of the reference that is followed for a listing */
    uint32_t *firsts, *others; /* of each place: the last that was first come to from it, and the one before that; + 1 */
    bool open_world;       /* objects of every class that is made anywhere may be there from the start */
    uint32_t initialiser; /* sig of <clinit>()V, or GRAPH_NONE */
    uint32_t object;   /* type number of java.lang.Object */
    struct intern member_table; /* class and sig -> method, of classes with many methods */
    struct graph_member *members;
    size_t member_capacity;
};

struct graph_sig {
    uint32_t name, proto;
};
struct graph_use {
    uint32_t dex, type;
};
struct graph_member {
    uint32_t class, sig, method;
};

/* Counts steps; false when there were too many: whatever is still to be found stays unfound, and is said so. */
static inline bool graph_work(const struct graph *g, uint64_t steps)
{
    *g->work += steps;
    return *g->work <= LIMIT_GRAPH_WORK;
}

/* types.c */
void graph_types(struct graph *g);
/* Needs the types. */
void graph_hierarchy(struct graph *g);
/* A string, its bytes counted as work: rows of a table that nobody checked may share one of megabytes. */
struct bytes graph_text_at(const struct graph *g, const struct graph_dex *d, uint32_t string);
static inline uint32_t graph_type_of(const struct graph_dex *d, uint32_t index)
{
    return index < d->dex->types.rows ? d->types[index] : GRAPH_NONE;
}
uint32_t graph_find_type(const struct graph *g, struct bytes descriptor);
uint32_t graph_add_type(struct graph *g, struct bytes descriptor);
/* The platform's class of a type, or PLATFORM_NONE. */
uint32_t graph_platform(struct graph *g, uint32_t type);
bool graph_is_a(const struct graph *g, uint32_t type, uint32_t super);

/* method_names.c */
void graph_number_names(struct graph *g);
/* Needs the types and the names. */
void graph_sigs(struct graph *g);
uint32_t graph_find_name(const struct graph *g, struct bytes name);
/* The number of a name and prototype without parameters and result, "<init>" for instance; GRAPH_NONE: none. */
uint32_t graph_plain_sig(const struct graph *g, struct bytes name);
static inline uint32_t graph_arity(const struct graph *g, uint32_t proto)
{
    return g->proto_at[proto + 1] - g->proto_at[proto] - 1;
}

/* methods.c */
/* Needs all of the above. */
void graph_methods(struct graph *g);
/* The method of that name and proto that an object of the class has, in the app: GRAPH_NONE when it defines none. */
uint32_t graph_lookup(const struct graph *g, uint32_t class, uint32_t sig);
/* The class's own method of that name and proto, or GRAPH_NONE. */
uint32_t graph_own_method(const struct graph *g, uint32_t class, uint32_t sig);
/* The DEX and the row of a defined method. */
const struct dex_encoded *graph_encoded(const struct graph *g, uint32_t method, uint32_t *dex);

/* graph_begin.c */
/* Types, their hierarchy, names and prototypes as they were begun; false: nobody began, or it has to be done here. */
bool graph_take(struct graph *g);
/* Of graph_begin_layouts(), or NULL; and when they are not wanted any more. */
struct layouts_ahead *graph_begun_layouts(const struct app *app);
void graph_forget_layouts(const struct app *app);
/* What any instruction of a DEX file calls, makes, loads or reads. */
struct graph_noting {
    struct ahead_job job;
    const struct app_dex *from;
    uint8_t *called, *made, *loaded_field; /* as in struct graph_dex */
    uint8_t *fresh; /* types of which it makes objects */
};
/* One for each DEX file. */
struct graph_noting *graph_note(struct app *app);
/* Notes it all in the graph; needs its classes. */
void graph_noted(struct graph *g);

/* How a method that a class of the platform declares comes to be called; `made`: how the object is made. */
enum graph_edge graph_callback_edge(uint32_t platform, enum graph_edge made);

/* Opcodes of references that dex_use() keeps. */
enum {
    OP_CONST_STRING = 0x1a,
    OP_CONST_STRING_JUMBO = 0x1b,
    OP_CONST_CLASS = 0x1c,
    OP_NEW_INSTANCE = 0x22,
    OP_SGET = 0x60, /* to sput-short 0x6d */
    OP_INVOKE_VIRTUAL = 0x6e,
    OP_INVOKE_SUPER = 0x6f,
    OP_INVOKE_DIRECT = 0x70,
    OP_INVOKE_STATIC = 0x71,
    OP_INVOKE_INTERFACE = 0x72,
    OP_INVOKE_VIRTUAL_RANGE = 0x74,
    OP_INVOKE_SUPER_RANGE = 0x75,
    OP_INVOKE_DIRECT_RANGE = 0x76,
    OP_INVOKE_STATIC_RANGE = 0x77,
    OP_INVOKE_INTERFACE_RANGE = 0x78,
    OP_INVOKE_POLYMORPHIC = 0xfa,
    OP_INVOKE_CUSTOM = 0xfc,
    OP_CONST_METHOD_HANDLE = 0xfe,
};

/* reach.c */
void graph_reach(struct graph *g);
void graph_reach_method(struct graph *g, uint32_t method, struct graph_origin o);
/* Runs the static initialisers of a class and of those above it. */
void graph_initialise(struct graph *g, uint32_t class, struct graph_origin o);
/* Somebody makes an object of a class whose name he was given, by one of its constructors. */
void graph_make_by_name(struct graph *g, uint32_t class, struct graph_origin o);
/* A call on an object of that type, wherever it goes. */
void graph_dispatch(struct graph *g, uint32_t type, uint32_t sig, struct graph_origin o);
/* Objects of the class are made. */
void graph_make(struct graph *g, uint32_t class, struct graph_origin o);
/* The platform makes an object of the class, and calls its methods that override the platform's. */
void graph_enter_class(struct graph *g, uint32_t class, const char *kind, struct locus locus);
void graph_enter_method(struct graph *g, uint32_t method, const char *kind, struct locus locus);

/* What one kept reference of a reached method comes to; the marks of the method it calls, for graph_reflect(). */
uint16_t graph_follow(struct graph *g, uint32_t place, uint32_t dex, uint32_t ref);

/* edges.c */
/* An edge to the method, while edges are listed. */
void graph_list(struct graph *g, uint32_t method, struct graph_origin o);
/* Whether edges to the method are listed. */
bool graph_listed(const struct graph *g, uint32_t method);

/* graph.c */
uint64_t graph_seed(void);
struct graph_dex *graph_dexes(struct arena *a, const struct app_dex *dexes, size_t count);
/* Whether the kept reference of a DEX file names just this method, on the class that defines it. */
bool graph_names(const struct graph *g, uint32_t dex, uint32_t ref, uint32_t method);
/* The definition that a name in smali form means; GRAPH_NONE: none that counts. */
uint32_t graph_definition(const struct graph *g, struct bytes name);
/* Room for what a search marks, empty; of a graph whose hierarchy is there. */
void graph_make_room(struct graph *g);
/* Where reachable code names it, as place in the order of search + 1; 0: nowhere. */
uint32_t graph_named_by(const struct graph *g, struct graph_target t);
/* The definition in the app that a reference comes to, as it is written; GRAPH_NONE: none. */
uint32_t graph_defined(const struct graph *g, size_t dex, uint32_t method);
/* What the index of a kept reference counts in: enum graph_kind, -1 for anything else. */
static inline int graph_kind_of(uint8_t op)
{
    if (op >= OP_INVOKE_CUSTOM)
        return -1;
    if (op >= OP_INVOKE_VIRTUAL)
        return GRAPH_METHOD;
    if (op >= OP_SGET)
        return GRAPH_FIELD;
    return op == OP_CONST_STRING || op == OP_CONST_STRING_JUMBO ? GRAPH_STRING : GRAPH_TYPE;
}

/* reflect.c */
void graph_mark_reflection(struct graph *g);
/* The app's class of a Java name, com.foo.Bar; GRAPH_NONE: none. */
uint32_t graph_class_named(const struct graph *g, struct bytes name);
/* What a reached method that calls something marked names by constants. */
void graph_reflect(struct graph *g, uint32_t place);

/* services.c */
/* A ServiceLoader is asked for objects of a class or interface of the app. */
void graph_make_services(struct graph *g, uint32_t class, struct graph_origin o);

/* handles.c */
/* Method handles that an instruction names, itself or through its call site: rows of the table, one by one. */
struct graph_handles {
    const struct dex *dex;
    struct cursor values;
    uint32_t left;   /* values of a call site, or 1 */
    uint32_t single; /* the handle of const-method-handle; else DEX_NO_INDEX */
};
struct graph_handles graph_handles_of(const struct dex *d, uint32_t ref);
/* The next one that names a method: its kind (METHOD_HANDLE_...) and index; false past the last. */
bool graph_handles_next(struct graph_handles *h, uint32_t *row, uint32_t *kind, uint32_t *method);
enum { HANDLE_STATIC = 4, HANDLE_INSTANCE, HANDLE_CONSTRUCTOR, HANDLE_DIRECT, HANDLE_INTERFACE };
/* Whether the kept reference names the method so. */
bool graph_handles_name(const struct dex *d, uint32_t ref, uint32_t method);
/* What reachable code does with them. */
void graph_follow_handles(struct graph *g, uint32_t dex, struct graph_origin o);
/* Marks the methods that they name in the bitmap. */
void graph_note_handles(struct graph *g, struct graph_dex *d);

/* layouts.c */
void graph_layouts(struct graph *g);
/* Looks them through ahead, where their bytes are there. */
struct layouts_ahead *graph_begin_layouts(struct app *app);
void graph_end_layouts(struct layouts_ahead *l);

/* entries.c */
void graph_entries(struct graph *g);

#endif
