/* Faults on purpose, one for each word: what watches over the tests must catch every one of them. */

#include "check.h"

int main(int argc, char **argv) {
    ombud_engine *engine = builtin_engine();
    ombud_bytes *list = answer(engine, "op.list", "{}");
    const char *fault = argc > 1 ? argv[1] : "none";
    volatile int32_t number = INT32_MAX;
    if (strcmp(fault, "freed_twice") == 0) {
        ombud_bytes_free(list);
        ombud_bytes_free(list);
        return 0;
    }
    if (strcmp(fault, "used_after_free") == 0) {
        const char *data = text(list);
        ombud_bytes_free(list);
        printf("%c\n", data[0]);
        ombud_engine_free(engine);
        return 0;
    }
    if (strcmp(fault, "never_freed") == 0) {
        list = NULL;
        engine = NULL;
        return 0;
    }
    if (strcmp(fault, "overflow") == 0) number = number + 1;
    ombud_bytes_free(list);
    ombud_engine_free(engine);
    return number == 0;
}
