/* A fault inside is stopped: the call says so, the process goes on, an engine stays whole, and only
 * the machine or the case in which it happened is marked. `run` counts what the default panic hook says:
 * eight faults. */

#include "check.h"

static ombud_error *e;

static void engines(const ombud_engine *engine) {
    const char really[] = "{\"really\":true}";
    for (int i = 0; i < 3; i++) {
        ombud_bytes *out = NULL;
        CHECK(ombud_engine_call(engine, "test.panic", bytes(really), strlen(really), &out, &e)
              == OMBUD_ERROR_INTERNAL);
        CHECK(out == NULL && strstr(ombud_error_json(e), "as the test asked") != NULL);
        ombud_error_free(e);
        e = NULL;
        /* Nobody need take the error. */
        CHECK(ombud_engine_call(engine, "test.panic", bytes(really), strlen(really), &out, NULL)
              == OMBUD_ERROR_INTERNAL);
        ombud_bytes_free(answer(engine, "test.panic", "{}"));
        ombud_bytes_free(answer(engine, "op.list", "{}"));
    }
}

static void machines(void) {
    const char panic[] = "{\"event\":\"test.panic\"}";
    ombud_workflow *door = workflow(WORKFLOW);
    ombud_machine *broken = machine(door), *whole = machine(door);
    ombud_bytes *out = NULL;
    uint32_t status = 7;
    size_t fired = 7;
    int64_t due = 7;
    FAILS(OMBUD_ERROR_INTERNAL, ombud_machine_signal(broken, bytes(panic), strlen(panic), 1, &status, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_signal(broken, bytes(panic), strlen(panic), 1, &status, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_begin(broken, 1, &status, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_send(broken, 0, 1, &status, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_send_many(broken, NULL, 0, 1, 1, NULL, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_fire_due(broken, 1, &fired, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_next_due(broken, &due, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_explain(broken, 1, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_happened(broken, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_refusal(broken, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_state(broken, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_machine_snapshot(broken, &out, &e), e);
    CHECK(status == 7 && fired == 7 && due == 7 && out == NULL);
    ombud_machine_free(broken);
    OK(ombud_machine_send(whole, 0, 1, &status, &e), e);
    CHECK(status == OMBUD_STEP_MOVED);
    ombud_machine_free(whole);
    ombud_machine_free(machine(door));
    ombud_workflow_free(door);
}

static void cases(const ombud_engine *engine) {
    const char panic[] = "{\"act\":\"test.panic\",\"by\":{\"id\":\"qian\",\"roles\":[]}}";
    const char who[] = "{\"id\":\"sun\",\"roles\":[]}";
    ombud_case *broken = opened(engine), *whole = opened(engine);
    ombud_bytes *out = NULL;
    FAILS(OMBUD_ERROR_INTERNAL, ombud_case_decide(broken, bytes(panic), strlen(panic), RECEIVED, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_decide(broken, bytes(ASSIGN), strlen(ASSIGN), RECEIVED, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_apply(broken, bytes("[]"), 2, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_fire_due(broken, RECEIVED, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_advice(broken, bytes(who), strlen(who), RECEIVED, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_view(broken, bytes(who), strlen(who), RECEIVED, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_due(broken, "2026-03-03", &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_log(broken, &out, &e), e);
    FAILS(OMBUD_ERROR_HANDLE_BROKEN, ombud_case_snapshot(broken, &out, &e), e);
    CHECK(out == NULL);
    ombud_case_free(broken);
    OK(ombud_case_decide(whole, bytes(ASSIGN), strlen(ASSIGN), RECEIVED, &out, &e), e);
    CHECK(strncmp(text(out), "{\"accepted\":[", 13) == 0);
    ombud_bytes_free(out);
    ombud_case_free(whole);
}

int main(void) {
    ombud_engine *engine = builtin_engine();
    engines(engine);
    machines();
    cases(engine);
    ombud_engine_free(engine);
    return 0;
}
