/*
 * The code graph of an app: one class hierarchy over all its DEX files, what
 * calls what, and which of it the platform can come to run. Made when first
 * asked for, in the app's arena, from what dex_use() kept: integer ids in
 * flat arrays, no text. Everything is deterministic: the same app gives the
 * same ids, grades and paths.
 *
 * A class that several DEX files define is the one of the first that the
 * platform loads, as on the device. Code of DEX files that it does not load
 * is known (referenced, called) and never reachable.
 *
 * Reachable is what a breadth-first search finds from the entry points, with
 * virtual calls going to the classes that reachable code makes objects of
 * (rapid type analysis), so each reached method has a shortest chain of real
 * instructions to it.
 */
#ifndef VETO_CODE_GRAPH_H
#define VETO_CODE_GRAPH_H

#include "code/grade.h"
#include "read/app.h"

#define GRAPH_NONE 0xffffffffu

struct graph;

/*
 * Begin ahead what the graph is made of (base/ahead.h), as far as it can be: when all DEX files are begun, and when
 * the app is read. Neither is needed.
 */
void graph_foresee(struct app *app);
void graph_begin(struct app *app);

/* The app's graph; the first call makes it. */
const struct graph *graph_of(struct app *app);
/* The same; if it is made now, one is told when all of it is there but what the search finds. */
const struct graph *graph_of_telling(struct app *app, void (*told)(struct app *app, const struct graph *g));

/* How one step of a path comes to the next. */
enum graph_edge {
    EDGE_ENTRY,     /* the platform calls it */
    EDGE_CALL,      /* invoke-static, -direct, -super: exactly this method */
    EDGE_VIRTUAL,   /* invoke-virtual, -interface: on an object of a class that reachable code makes */
    EDGE_CALLBACK,  /* an object is made there, of whose class the platform calls this method */
    EDGE_INIT,      /* the class is initialised there */
    EDGE_THREAD,    /* started there as a thread or given to one that runs it */
    EDGE_INTENT,    /* a component started there by its class */
    EDGE_REFLECTION, /* named there by a constant */
    EDGE_PROVIDER,  /* a content provider of the app asked there by its URI */
    EDGE_HANDLE,    /* a method handle or call site names it there */
};
/* "entry", "call", "virtual" ... */
const char *graph_edge_name(enum graph_edge e);
enum { GRAPH_EDGES = EDGE_HANDLE + 1 };

/* Whether a DEX file that the platform loads defines the class of that name, "com.foo.Bar"; no longer one is looked for. */
enum { GRAPH_NAME_MOST = 510 };
bool graph_defines(const struct graph *g, struct bytes name);

/*
 * References to methods: one id for each method_id of each DEX file, in the order of app->dexes and of their tables.
 * Two DEX files that name the same method have an id each.
 */
uint32_t graph_reference(const struct graph *g, size_t dex, uint32_t method);
/* The first reference to exactly this method. `proto` as "(I)V"; empty: any. GRAPH_NONE: nobody names it. */
uint32_t graph_method(const struct graph *g, struct bytes class, struct bytes name, struct bytes proto);
/* The DEX (index in app->dexes) and the method index behind an id. */
void graph_reference_at(const struct graph *g, uint32_t reference, size_t *dex, uint32_t *method);

/*
 * References that mean a method of a class which the app does not define, e.g. of the platform: written on that
 * class, or on one that extends or implements it, of the platform or of the app, unless the app defines the method
 * on the way up. Empty name: every method; empty parameters ("(Ljava/lang/String;I)" else): any.
 */
struct graph_refs {
    const struct graph *g;
    struct bytes parameters;
    uint32_t name;   /* number of the name; GRAPH_NONE: any */
    uint32_t at, to; /* in the subtypes */
    uint32_t use;    /* of one subtype: which DEX */
    uint32_t row, rows;
};
struct graph_refs graph_api(const struct graph *g, struct bytes class, struct bytes name, struct bytes parameters);
/* The next one, or GRAPH_NONE. */
uint32_t graph_refs_next(struct graph_refs *r);

/* What a grade or a witness is about. */
enum graph_kind { GRAPH_METHOD, GRAPH_TYPE, GRAPH_STRING, GRAPH_FIELD };
struct graph_target {
    enum graph_kind kind;
    uint32_t dex;   /* index in app->dexes */
    uint32_t index; /* in that DEX's table of the kind */
    bool handle;    /* named by a method handle: the step to it says so */
};
static inline struct graph_target graph_target(enum graph_kind kind, size_t dex, uint32_t index)
{
    return (struct graph_target){kind, (uint32_t)dex, index, false};
}
struct graph_target graph_target_of(const struct graph *g, uint32_t reference);

/*
 * The grade of one reference, up to GRADE_REACHABLE. Methods: referenced, called by an instruction, called by
 * reachable code (or itself reachable, where the app defines it). Types: named, made or loaded as a class or called
 * statically, so in reachable code. Strings: present, loaded by code, by reachable code. Static fields: referenced,
 * read or written, by reachable code.
 */
enum grade graph_grade(const struct graph *g, struct graph_target t);
enum grade graph_method_grade(const struct graph *g, uint32_t reference);
/* Over all DEX files. */
enum grade graph_type_grade(const struct graph *g, struct bytes descriptor);

/* One step: a method, how the one before comes to it, and the instruction that does (for an entry: what declares it). */
struct graph_step {
    enum graph_edge edge;
    struct bytes text; /* Lcom/foo/Bar;->baz(I)V; the last step is the target: a method, type, field or "string" */
    struct locus locus;
};
struct graph_path {
    struct bytes entry_point; /* the first step's method */
    const char *entry_kind;   /* "activity", "service" ... */
    struct bytes text;        /* all of it: steps separated by " > ", or " >kind> " where it is no plain call */
    struct graph_step *steps;
    uint32_t count;
    uint32_t omitted;   /* steps left out between the first and the next, where there are more than LIMIT_PATH_STEPS */
    struct locus locus; /* the last instruction: the one that calls, makes, loads or reads the target */
};
/* The shortest chain from an entry point to a reachable target; false when it is not reachable. Lives in `arena`. */
bool graph_witness(const struct graph *g, struct graph_target t, struct arena *arena, struct graph_path *out);

/* The place in the order of search of a method that a DEX file encodes (row of use.encoded) + 1; 0: not reached. */
uint32_t graph_place(const struct graph *g, size_t dex, uint32_t encoded);
/*
 * The shortest chain to such a method, and one step on to what an instruction of it at `at` names (NULL: the method is
 * what it is about); its steps have texts only. A method that is not reached is a chain by itself, without an entry point.
 */
void graph_witness_from(const struct graph *g, size_t dex, uint32_t encoded, const struct graph_target *t,
                        struct locus at, struct arena *arena, struct graph_path *out);
/* The first method, no constructor, that the platform calls on a class that it makes objects of; false: none. */
bool graph_entry_of(const struct graph *g, struct bytes class, struct arena *arena, struct bytes *out);

/*
 * How each reached method is first come to, where no instruction names just that method as called: what the graph
 * adds to the references as written. graph_links() of them, false for those that are entries or written.
 */
struct graph_link {
    uint32_t caller_dex, caller, callee_dex, callee; /* DEX and method indices */
    enum graph_edge edge;
    uint32_t from, ref; /* for graph_link_insn() */
};
uint32_t graph_links(const struct graph *g);
bool graph_link(const struct graph *g, uint32_t i, struct graph_link *out);
/* The instruction: its place, and its opcode's name in *opcode. */
struct locus graph_link_insn(const struct graph *g, const struct graph_link *l, const char **opcode);
/*
 * Every edge from the code of one reached method, or to one, that no instruction names as called: the first ones and
 * all others, each once for an instruction's reference. The method as a text in smali form; links in `arena`; *out is
 * zero before, or has the steps of an earlier listing that count too. False when LIMIT_GRAPH_LISTING was reached, so
 * that there are more.
 */
struct graph_edges {
    struct graph_link *links;
    size_t count;
    uint64_t steps;
};
bool graph_edges_from(struct app *app, struct bytes caller, struct arena *arena, struct graph_edges *out);
/* The same from the method at a place in the order of search, less than graph_links(). */
bool graph_edges_at(struct app *app, uint32_t place, struct arena *arena, struct graph_edges *out);
bool graph_edges_to(struct app *app, struct bytes callee, struct arena *arena, struct graph_edges *out);

/* Whether the platform can come to run the method that a DEX file defines. */
bool graph_reached(const struct graph *g, size_t dex, uint32_t method);


/*
 * Paths between two sets of methods, apart from what is an entry point: the shortest to each method that `to`
 * means, nearest first, at most `limit`, each handed to `found`. What is meant by a text: a method in smali form
 * with or without its prototype, a class (Lcom/foo/Bar;) with all its methods, or any other text for all methods
 * whose name in smali form contains it. An empty `from` means the app's entry points. Returns how many paths there
 * are; *from_count and *to_count say how many methods the texts mean.
 */
uint32_t graph_paths(struct app *app, struct bytes from, struct bytes to, uint32_t limit, uint32_t *from_count,
                     uint32_t *to_count, bool (*found)(void *context, const struct graph_path *path), void *context);

#endif
