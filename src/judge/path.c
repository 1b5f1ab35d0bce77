#include "judge/path.h"

/* Where the separator that begins at `at` ends; `at` when there is none: " > ", or " >", lower-case letters,
 * "> ". */
static size_t separator(struct bytes path, size_t at)
{
    size_t end = at + 2;
    struct bytes two;

    if (!bytes_slice(path, at, 2, &two) || !bytes_equal(two, BYTES(" >")))
        return at;
    while (end < path.size && path.data[end] >= 'a' && path.data[end] <= 'z')
        end++;
    if (end > at + 2 && (end >= path.size || path.data[end++] != '>'))
        return at;
    return end < path.size && path.data[end] == ' ' ? end + 1 : at;
}

bool path_step(struct bytes path, size_t *at, struct bytes *step)
{
    size_t from = *at, end = from;

    if (from >= path.size)
        return false;
    if (path.data[from] == '"')
        end = path.size; /* a string is the last step, whatever stands in it */
    while (end < path.size && separator(path, end) == end)
        end++;
    bytes_slice(path, from, end - from, step);
    *at = end < path.size ? separator(path, end) : end;
    return true;
}

size_t path_steps(struct bytes path)
{
    struct bytes step;
    size_t steps = 0;

    for (size_t at = 0; path_step(path, &at, &step);)
        steps++;
    return steps;
}

void path_short(struct buf *out, struct bytes step)
{
    size_t semicolon = bytes_find(step, ';', 0), from = 0, end;
    struct bytes class, member;

    if (step.size < 3 || step.data[0] != 'L' || semicolon == step.size) {
        buf_add(out, step);
        return;
    }
    bytes_slice(step, 1, semicolon - 1, &class);
    for (size_t slash; (slash = bytes_find(class, '/', from)) < class.size;)
        from = slash + 1;
    buf_add(out, bytes_from(class, from));
    member = bytes_from(step, semicolon + 1);
    if (!bytes_starts(member, BYTES("->")))
        return;
    end = bytes_find(member, '(', 0);
    if (end == member.size)
        end = bytes_find(member, ':', 0);
    bytes_slice(member, 2, end - 2, &member);
    if (bytes_is(member, "<init>"))
        return; /* the class says what is made */
    buf_u8(out, '.');
    buf_add(out, member);
}
