/* What the tests share: each claim is checked in every build, and says where it failed. */

#ifndef CHECK_H
#define CHECK_H

#include <ombud.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(claim) \
    ((claim) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #claim), exit(1)))

/* A call that must go well; `e` is the error that it writes to. */
#define OK(call, e) check_ok((call), (e), #call, __LINE__)

static inline void check_ok(uint32_t number, ombud_error *error, const char *call, int line) {
    if (number != OMBUD_OK) {
        fprintf(stderr, "line %d: %s: %u %s\n", line, call, (unsigned)number,
                ombud_error_message(error, OMBUD_LANG_EN));
        exit(1);
    }
    CHECK(error == NULL);
}

/* A call that must end in one error, which is told, named and freed. */
#define FAILS(expected, call, e) check_fails((expected), (call), &(e), #call, __LINE__)

static inline void check_fails(uint32_t expected, uint32_t number, ombud_error **error, const char *call,
                               int line) {
    if (number != expected || ombud_error_code(*error) != expected) {
        fprintf(stderr, "line %d: %s: expected %u, returned %u with %s\n", line, call, (unsigned)expected,
                (unsigned)number, ombud_error_json(*error));
        exit(1);
    }
    CHECK(strlen(ombud_error_name(*error)) > 0);
    CHECK(strlen(ombud_error_message(*error, OMBUD_LANG_ZH)) > 0);
    CHECK(strstr(ombud_error_json(*error), ombud_error_name(*error)) != NULL);
    ombud_error_free(*error);
    *error = NULL;
}

static inline const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

static inline ombud_engine *builtin_engine(void) {
    ombud_engine *engine = NULL;
    ombud_error *error = NULL;
    OK(ombud_engine_new(NULL, 0, &engine, &error), error);
    return engine;
}

/* The answer of an operation; what is printed ends with a zero byte. */
static inline ombud_bytes *answer(const ombud_engine *engine, const char *operation, const char *request) {
    ombud_bytes *out = NULL;
    ombud_error *error = NULL;
    OK(ombud_engine_call(engine, operation, bytes(request), strlen(request), &out, &error), error);
    return out;
}

static inline const char *text(const ombud_bytes *answer) { return (const char *)ombud_bytes_data(answer); }

/* Two states and the way there and back. */
#define TITLED(id) "{\"id\":\"" id "\",\"title\":{\"zh\":\"" id "\",\"en\":\"" id "\"}"
#define HUMAN(id) TITLED(id) ",\"kind\":\"human\"}"
static const char WORKFLOW[] =
    "{\"format_version\":1,\"id\":\"door\",\"title\":{\"zh\":\"门\",\"en\":\"Door\"},\"events\":[" HUMAN("close")
    "," HUMAN("open") "," HUMAN("test.panic") "],\"initial\":\"opened\",\"states\":["
    TITLED("opened") ",\"transitions\":[{\"id\":\"t1\",\"event\":\"close\",\"target\":\"closed\"},"
    "{\"id\":\"t3\",\"event\":\"test.panic\",\"target\":\"closed\"}]},"
    TITLED("closed") ",\"transitions\":[{\"id\":\"t2\",\"event\":\"open\",\"target\":\"opened\"}]}]}";

static inline ombud_workflow *workflow(const char *definition) {
    ombud_workflow *out = NULL;
    ombud_error *error = NULL;
    OK(ombud_workflow_compile(NULL, bytes(definition), strlen(definition), &out, &error), error);
    return out;
}

static inline ombud_machine *machine(const ombud_workflow *workflow) {
    ombud_machine *out = NULL;
    ombud_error *error = NULL;
    uint32_t status = 99;
    OK(ombud_machine_new(workflow, &out, &error), error);
    OK(ombud_machine_begin(out, 0, &status, &error), error);
    CHECK(status == OMBUD_STEP_MOVED);
    return out;
}

static const char RECEIVED[] = "2026-03-02T10:00:00+08:00";
static const char OPENING[] =
    "{\"complaint\":{\"format_version\":1,\"id\":\"TS-1\",\"received\":\"2026-03-02T09:30:00+08:00\","
    "\"kind\":\"complaint\"},\"life\":\"cn-complaint\",\"regimes\":[\"cn-complaints-2020\"]}";
static const char ASSIGN[] =
    "{\"act\":\"assign\",\"by\":{\"id\":\"qian\",\"roles\":[\"manager\"]},"
    "\"fields\":{\"handler\":\"sun\",\"no_interest\":\"yes\"}}";

static inline ombud_case *opened(const ombud_engine *engine) {
    ombud_case *out = NULL;
    ombud_error *error = NULL;
    OK(ombud_case_open(engine, bytes(OPENING), strlen(OPENING), RECEIVED, &out, &error), error);
    return out;
}

#endif
