/* Every macro of the header, evaluated and compared with what the library says of itself. `macros.h`
 * is written by the runner from the installed header, one line for each macro. */

#include "check.h"

typedef struct {
    const char *name;
    int64_t value;
    int seen;
} macro;

#define MACRO(name) {#name, (int64_t)(name), 0},
static macro macros[] = {
#include "macros.h"
};
static const size_t count = sizeof macros / sizeof *macros;

static void is(const char *name, int64_t value) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(macros[i].name, name) == 0) {
            CHECK(macros[i].value == value && !macros[i].seen);
            macros[i].seen = 1;
            return;
        }
    }
    fprintf(stderr, "the header has no %s\n", name);
    exit(1);
}

/* `error.list` is [{"code":"x","number":1001,"title":{...}},...], canonical, so it can be walked. */
static size_t errors(const ombud_engine *engine) {
    ombud_bytes *listed = answer(engine, "error.list", "{}");
    const char *at = text(listed);
    size_t found = 0;
    while ((at = strstr(at, "\"code\":\"")) != NULL) {
        char name[80] = "OMBUD_ERROR_";
        size_t n = strlen(name);
        for (at += strlen("\"code\":\""); *at != '"' && n + 1 < sizeof name; at++) {
            name[n++] = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
        }
        CHECK(strncmp(at, "\",\"number\":", 11) == 0);
        is(name, strtol(at + 11, NULL, 10));
        found++;
    }
    ombud_bytes_free(listed);
    return found;
}

int main(void) {
    ombud_engine *engine = builtin_engine();
    ombud_bytes *info = NULL, *bundle = NULL;
    ombud_error *error = NULL;
    CHECK(ombud_abi_version() == OMBUD_ABI_VERSION);
    CHECK(strcmp(ombud_version(), EXPECTED_VERSION) == 0);

    is("OMBUD_ABI_VERSION", ombud_abi_version());
    is("OMBUD_OK", 0);
    is("OMBUD_LANG_ZH", 0);
    is("OMBUD_LANG_EN", 1);
    is("OMBUD_NO_DATE", INT32_MIN);
    is("OMBUD_NO_TIME", INT64_MIN);
    is("OMBUD_STEP_MOVED", 0);
    is("OMBUD_STEP_DONE", 1);
    is("OMBUD_STEP_IGNORED", 2);
    is("OMBUD_STEP_REFUSED", 3);
    CHECK(errors(engine) > 50);
    for (size_t i = 0; i < count; i++) {
        if (!macros[i].seen) {
            fprintf(stderr, "no test knows %s\n", macros[i].name);
            return 1;
        }
    }

    OK(ombud_build_info(&info, &error), error);
    CHECK(strstr(text(info), "\"version\":\"" EXPECTED_VERSION "\"") != NULL);
    OK(ombud_engine_bundle(engine, &bundle, &error), error);
    CHECK(strstr(text(info), text(bundle)) != NULL);
    ombud_bytes_free(bundle);
    ombud_bytes_free(info);
    ombud_engine_free(engine);
    printf("%u macros\n", (unsigned)count);
    return 0;
}
