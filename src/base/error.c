#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

_Bool error_set(struct error *e, enum error_code code, uint64_t offset, const char *format, ...)
{
    va_list args;

    if (e == NULL)
        return 0;
    e->code = code;
    e->offset = offset;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    return 0;
}
