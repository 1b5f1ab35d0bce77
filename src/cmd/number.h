/* Numbers given as arguments of options. */
#ifndef VETO_CMD_NUMBER_H
#define VETO_CMD_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* A decimal number from least to most; NULL keeps what is in *out. Says what is wrong with it. */
bool parse_number(const char *command, const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *out);

#endif
