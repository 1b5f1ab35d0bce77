/*
 * Runs a fuzz target without a fuzzing engine, so that the regression inputs
 * and the sweeps are part of the ordinary tests, under any compiler:
 *
 *     TARGET FILE...             each file once
 *     TARGET --truncate FILE...  every prefix of each file, the empty one included
 *     TARGET --flip FILE...      each file with each single bit flipped in turn
 *
 * `--step N` looks at every Nth prefix or bit. The last line printed counts the runs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long runs;

/* Each run gets a block of its own of just that size, so that ASan sees one byte too far. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);

    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    runs++;
}

static uint8_t *load(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data;
    long end;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0) {
        perror(path);
        exit(2);
    }
    rewind(file);
    *size = (size_t)end;
    data = malloc(*size + 1);
    if (data == NULL || fread(data, 1, *size, file) != *size) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return data;
}

int main(int argc, char **argv)
{
    int truncate = 0, flip = 0;
    size_t step = 1;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--truncate") == 0) {
            truncate = 1;
        } else if (strcmp(argv[i], "--flip") == 0) {
            flip = 1;
        } else if (strcmp(argv[i], "--step") == 0 && i + 1 < argc) {
            step = strtoul(argv[++i], NULL, 10);
            if (step == 0)
                step = 1;
        } else {
            size_t size;
            uint8_t *data = load(argv[i], &size);
            if (!truncate && !flip)
                run(data, size);
            for (size_t n = 0; truncate && n <= size; n += step)
                run(data, n);
            for (size_t bit = 0; flip && bit < size * 8; bit += step) {
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
                run(data, size);
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
            }
            free(data);
        }
    }
    printf("%lu runs\n", runs);
    return 0;
}
