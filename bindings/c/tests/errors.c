/* Every error of the catalogue, raised inside and handed on whole: number, name, both wordings, and
 * the document with file, line, item, path, expected and found. */

#include "check.h"

static void raised(const ombud_engine *engine, const char *name, uint32_t number) {
    char request[128], expected[128];
    ombud_bytes *out = NULL;
    ombud_error *error = NULL;
    snprintf(request, sizeof request, "{\"code\":\"%s\"}", name);
    CHECK(ombud_engine_call(engine, "test.raise", bytes(request), strlen(request), &out, &error) == number);
    CHECK(out == NULL && error != NULL);
    CHECK(ombud_error_code(error) == number);
    CHECK(strcmp(ombud_error_name(error), name) == 0);

    const char *json = ombud_error_json(error);
    snprintf(expected, sizeof expected, "{\"code\":\"%s\",\"detail\":{", name);
    CHECK(strncmp(json, expected, strlen(expected)) == 0);
    snprintf(expected, sizeof expected, "\"number\":%u}", (unsigned)number);
    CHECK(strlen(json) > strlen(expected) && strcmp(json + strlen(json) - strlen(expected), expected) == 0);
    CHECK(strstr(json, "\"file\":\"f.toml\"") && strstr(json, "\"line\":7"));
    CHECK(strstr(json, "\"item\":\"item \xf0\x9f\x98\x80\"") && strstr(json, "\"path\":\"a.b[0]\""));
    CHECK(strstr(json, "\"expected\":\"1\"") && strstr(json, "\"found\":\"2\""));

    const char *zh = ombud_error_message(error, OMBUD_LANG_ZH), *en = ombud_error_message(error, OMBUD_LANG_EN);
    CHECK(strcmp(zh, en) != 0);
    CHECK(strstr(zh, "item \xf0\x9f\x98\x80") && strstr(en, "item \xf0\x9f\x98\x80"));
    CHECK(strcmp(en, ombud_error_message(error, 99)) == 0);
    ombud_error_free(error);
}

int main(void) {
    ombud_engine *engine = builtin_engine();
    ombud_bytes *listed = answer(engine, "error.list", "{}");
    size_t count = 0;
    for (const char *at = text(listed); (at = strstr(at, "\"code\":\"")) != NULL; count++) {
        char name[64];
        at += strlen("\"code\":\"");
        const size_t len = strcspn(at, "\"");
        CHECK(len < sizeof name);
        memcpy(name, at, len);
        name[len] = '\0';
        at += len;
        CHECK(strncmp(at, "\",\"number\":", 11) == 0);
        raised(engine, name, (uint32_t)strtoul(at + 11, NULL, 10));
    }
    CHECK(count > 50);
    ombud_bytes_free(listed);

    /* Packs of one's own that are faulty: every finding is in the document and in the words. */
    const char settings[] =
        "{\"format_version\":1,\"packs\":[{\"files\":[{\"path\":\"own.toml\",\"text\":\"[nonsense]\\n\"}]}]}";
    ombud_engine *own = NULL;
    ombud_error *error = NULL;
    CHECK(ombud_engine_new(bytes(settings), strlen(settings), &own, &error) == OMBUD_ERROR_PACK_REFUSED);
    CHECK(own == NULL);
    CHECK(strstr(ombud_error_json(error), "\"findings\":[{") && strstr(ombud_error_json(error), "own.toml"));
    CHECK(strstr(ombud_error_message(error, OMBUD_LANG_ZH), "own.toml") != NULL);
    ombud_error_free(error);

    ombud_engine_free(engine);
    printf("%u errors\n", (unsigned)count);
    return 0;
}
