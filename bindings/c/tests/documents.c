/* Documents as they come: not UTF-8, zero bytes, emoji, halves of surrogate pairs, far too large, far
 * too deep. Each ends in its own error or in the right answer. */

#include "check.h"

static ombud_engine *engine;
static ombud_error *e;

static uint32_t call(const char *request, size_t len, ombud_bytes **out) {
    return ombud_engine_call(engine, "test.echo", bytes(request), len, out, &e);
}

static void echoes(const char *request, const char *expected) {
    ombud_bytes *out = NULL;
    OK(call(request, strlen(request), &out), e);
    CHECK(ombud_bytes_len(out) == strlen(expected));
    CHECK(memcmp(ombud_bytes_data(out), expected, strlen(expected) + 1) == 0); /* and the zero byte */
    ombud_bytes_free(out);
}

static void refuses(uint32_t expected, const char *request, size_t len) {
    ombud_bytes *out = NULL;
    FAILS(expected, call(request, len, &out), e);
    CHECK(out == NULL);
}

int main(void) {
    engine = builtin_engine();

    echoes("{\"a\":\"\xf0\x9f\x98\x80\"}", "{\"a\":\"\xf0\x9f\x98\x80\"}");
    echoes("{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\xf0\x9f\x98\x80\"}");
    echoes(" {\"b\" : 1, \"a\":\"\\u0000\\n\"} ", "{\"a\":\"\\u0000\\n\",\"b\":1}");
    refuses(OMBUD_ERROR_INVALID_UTF8, "{\"a\":\"\xff\"}", 9);
    refuses(OMBUD_ERROR_INVALID_UTF8, "{\"a\":\"\xc3\"}", 9);
    refuses(OMBUD_ERROR_INVALID_UTF8, "{\"a\":\"\xed\xa0\x80\"}", 11);     /* half a pair as bytes */
    refuses(OMBUD_ERROR_INVALID_UTF8, "{\"a\":\"\xf0\x82\x82\xac\"}", 12); /* longer than need be */
    refuses(OMBUD_ERROR_INVALID_JSON, "{\"a\":\"\\ud83d\"}", 14);
    refuses(OMBUD_ERROR_INVALID_JSON, "{\"a\":\"\\ude00\"}", 14);
    refuses(OMBUD_ERROR_INVALID_JSON, "{\"a\":\"x\0y\"}", 11);
    refuses(OMBUD_ERROR_INVALID_JSON, "{}\0", 3);
    refuses(OMBUD_ERROR_INVALID_JSON, "\xef\xbb\xbf{}", 5);
    refuses(OMBUD_ERROR_INVALID_JSON, "", 0);
    refuses(OMBUD_ERROR_INVALID_JSON, NULL, 0);
    refuses(OMBUD_ERROR_DUPLICATE_KEY, "{\"a\":1,\"a\":2}", 13);
    refuses(OMBUD_ERROR_FRACTIONAL_NUMBER, "{\"a\":1.5}", 9);
    refuses(OMBUD_ERROR_NULL_VALUE, "{\"a\":null}", 10);

    /* Ten thousand lists in one another, and as many left open. */
    const size_t deep = 10000;
    char *nested = malloc(2 * deep);
    CHECK(nested != NULL);
    memset(nested, '[', deep);
    memset(nested + deep, ']', deep);
    refuses(OMBUD_ERROR_TOO_DEEP, nested, 2 * deep);
    refuses(OMBUD_ERROR_TOO_DEEP, nested, deep);
    free(nested);

    /* A hundred million bytes, of text and of items. */
    const size_t large = 100 * 1000 * 1000;
    char *huge = malloc(large);
    CHECK(huge != NULL);
    memset(huge, 'x', large);
    memcpy(huge, "{\"a\":\"", 6);
    memcpy(huge + large - 2, "\"}", 2);
    refuses(OMBUD_ERROR_TOO_LARGE, huge, large);
    memset(huge, ',', large);
    for (size_t i = 1; i < large; i += 2) huge[i] = '1';
    huge[0] = '[';
    huge[large - 1] = ']';
    refuses(OMBUD_ERROR_TOO_LARGE, huge, large);
    free(huge);

    /* A zero byte in a name ends it, as in every C string; in what was found it is shown. */
    ombud_bytes *out = NULL;
    FAILS(OMBUD_ERROR_UNKNOWN_OPERATION, ombud_engine_call(engine, "op\0.list", bytes("{}"), 2, &out, &e), e);
    const char raised[] = "{\"code\":\"a\\u0000b\"}";
    CHECK(ombud_engine_call(engine, "test.raise", bytes(raised), strlen(raised), &out, &e) != OMBUD_OK);
    CHECK(strstr(ombud_error_json(e), "a\\u0000b") != NULL);
    CHECK(strstr(ombud_error_message(e, OMBUD_LANG_EN), "a\xe2\x90\x80" "b") != NULL);
    ombud_error_free(e);
    CHECK(out == NULL);

    ombud_engine_free(engine);
    return 0;
}
