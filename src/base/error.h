/*
 * An error is a triple: a code for programs, a text for people, and the byte
 * position it is about. The text says what, where and what to do; lower-case,
 * no full stop, never longer than the field.
 */
#ifndef VETO_BASE_ERROR_H
#define VETO_BASE_ERROR_H

#include <stdint.h>

enum error_code {
    ERROR_NONE = 0,
    ERROR_FORMAT,  /* the input breaks a rule of its format */
    ERROR_REFUSED, /* the device would refuse the input */
    ERROR_LIMIT,   /* a limit of limits.h was reached */
    ERROR_SYSTEM,  /* the operating system said no */
    ERROR_USAGE,   /* the caller asked for something that does not exist */
};

struct error {
    enum error_code code;
    uint64_t offset; /* bytes from the start of what was read; 0 where none applies */
    char text[400];
};

/* Fills *e (which may be NULL) and returns false, so that a reader can `return error_set(...)`. */
__attribute__((format(printf, 4, 5))) _Bool error_set(struct error *e, enum error_code code, uint64_t offset,
                                                      const char *format, ...);

#endif
