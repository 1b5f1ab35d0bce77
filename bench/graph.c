/*
 * What the code graph costs: graph FILE... prints for each app, tab-separated, its classes, methods and reached
 * methods, bytes of DEX, milliseconds of reading without the graph and of the graph, each the least of five, and
 * the bytes of arena that the graph took.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "code/graph.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

static struct bytes map(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    void *data;

    if (fd < 0 || fstat(fd, &st) < 0 || st.st_size == 0)
        return bytes_of(NULL, 0);
    data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    return data == MAP_FAILED ? bytes_of(NULL, 0) : bytes_of(data, (size_t)st.st_size);
}

static void measure(const char *path)
{
    struct app_source source = {.bytes = map(path), .nth = 1};
    double reading = 1e9, graph = 1e9;
    uint64_t classes = 0, methods = 0, bytes = 0;
    uint32_t reached = 0;
    size_t used = 0;

    for (int i = 0; i < 5; i++) {
        struct arena arena;
        struct app app;
        double start = now(), middle, end;
        arena_init(&arena, LIMIT_ARENA);
        app_read(&app, &arena, &source, 1, stage, NULL);
        middle = now();
        used = arena.used;
        reached = graph_links(graph_of(&app));
        end = now();
        used = arena.used - used;
        reading = middle - start < reading ? middle - start : reading;
        graph = end - middle < graph ? end - middle : graph;
        classes = methods = bytes = 0;
        for (size_t k = 0; k < app.dex_count; k++) {
            classes += app.dexes[k].dex->classes.rows;
            methods += app.dexes[k].use.methods_defined;
            bytes += app.dexes[k].size;
        }
        arena_free(&arena);
    }
    printf("%llu\t%llu\t%u\t%llu\t%.2f\t%.2f\t%zu\t%s\n", (unsigned long long)classes, (unsigned long long)methods,
           reached, (unsigned long long)bytes, reading, graph, used, path);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        measure(argv[i]);
    return argc > 1 ? 0 : 2;
}
