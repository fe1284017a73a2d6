/* What the C tests of bad and good calls share: they count what they check, and say what does not hold. */
#ifndef CHECKS_H
#define CHECKS_H

#include "partner_campaigns.h"

#include <stdio.h>
#include <string.h>

static size_t checks;
static size_t wrong;

static void check(int holds, const char *what, const char *file, int line)
{
    checks++;
    if (!holds) {
        wrong++;
        fprintf(stderr, "%s:%d: %s\n", file, line, what);
    }
}

#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)

/* Makes a call, to which `error` is a place of its own: the status must be the one expected, and the error's too. */
#define REFUSES(expected, call)                                                                                 \
    do {                                                                                                        \
        pc_error *error = NULL;                                                                                 \
        const pc_status status = (call);                                                                        \
        check(status == (expected), #call " gives " #expected, __FILE__, __LINE__);                             \
        check(error != NULL && pc_error_status(error) == (expected), #call " makes an error", __FILE__, __LINE__);\
        check(pc_error_message(error).length > 0, #call " has a message", __FILE__, __LINE__);                  \
        check(strlen(pc_error_message(error).data) == pc_error_message(error).length,                           \
              #call " ends its message with a NUL", __FILE__, __LINE__);                                        \
        pc_error_free(error);                                                                                   \
    } while (0)

/* Says how it went; the status of the program. */
static int checked(const char *name)
{
    if (wrong != 0) {
        fprintf(stderr, "%s: %lu of %lu checks failed\n", name, (unsigned long)wrong, (unsigned long)checks);
        return 1;
    }
    printf("%s: %lu checks\n", name, (unsigned long)checks);
    return 0;
}

#endif
