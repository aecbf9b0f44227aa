/* Machines and cases that are written down go on; what another version wrote is refused by name. */

#include "check.h"

static ombud_error *e;

/* A snapshot with another number where it says its version. */
static char *of_version(const ombud_bytes *snapshot, char version) {
    const char *key = "\"format_version\":1";
    char *copy = malloc(ombud_bytes_len(snapshot) + 1);
    CHECK(copy != NULL);
    memcpy(copy, ombud_bytes_data(snapshot), ombud_bytes_len(snapshot) + 1);
    /* The last one in canonical order is the snapshot's own; those inside of it come before. */
    char *at = NULL;
    for (char *next = strstr(copy, key); next != NULL; next = strstr(next + 1, key)) {
        if (strchr("{,", next[-1]) != NULL) at = next;
        at[strlen(key) - 1] = version;
    }
    CHECK(at != NULL);
    return copy;
}

static void machines(void) {
    ombud_workflow *door = workflow(WORKFLOW);
    ombud_machine *first = machine(door), *second = NULL;
    ombud_bytes *snapshot = NULL, *again = NULL;
    uint32_t status;
    OK(ombud_machine_send(first, 0, 1000, &status, &e), e);
    OK(ombud_machine_snapshot(first, &snapshot, &e), e);
    OK(ombud_machine_restore(door, ombud_bytes_data(snapshot), ombud_bytes_len(snapshot), &second, &e), e);
    OK(ombud_machine_snapshot(second, &again, &e), e);
    CHECK(strcmp(text(snapshot), text(again)) == 0);
    ombud_bytes_free(again);
    OK(ombud_machine_send(second, 1, 2000, &status, &e), e);
    CHECK(status == OMBUD_STEP_MOVED);
    ombud_machine_free(second);
    second = NULL;
    for (char version = '0'; version < '3'; version += 2) {
        char *other = of_version(snapshot, version);
        FAILS(OMBUD_ERROR_UNSUPPORTED_FORMAT,
              ombud_machine_restore(door, bytes(other), strlen(other), &second, &e), e);
        free(other);
    }
    CHECK(second == NULL);
    ombud_bytes_free(snapshot);
    ombud_machine_free(first);
    ombud_workflow_free(door);
}

static void cases(const ombud_engine *engine) {
    ombud_case *first = opened(engine), *second = NULL;
    ombud_bytes *accepted = NULL, *snapshot = NULL, *again = NULL, *log = NULL;
    OK(ombud_case_decide(first, bytes(ASSIGN), strlen(ASSIGN), RECEIVED, &accepted, &e), e);
    OK(ombud_case_apply(first, ombud_bytes_data(accepted), ombud_bytes_len(accepted), &e), e);
    /* Twice is once too often, and changes nothing. */
    CHECK(ombud_case_apply(first, ombud_bytes_data(accepted), ombud_bytes_len(accepted), &e) != OMBUD_OK);
    ombud_error_free(e);
    e = NULL;
    OK(ombud_case_snapshot(first, &snapshot, &e), e);
    OK(ombud_case_restore(engine, ombud_bytes_data(snapshot), ombud_bytes_len(snapshot), &second, &e), e);
    OK(ombud_case_snapshot(second, &again, &e), e);
    CHECK(strcmp(text(snapshot), text(again)) == 0);
    ombud_bytes_free(again);
    ombud_case_free(second);
    second = NULL;
    OK(ombud_case_log(first, &log, &e), e);
    OK(ombud_case_replay(engine, ombud_bytes_data(log), ombud_bytes_len(log), &second, &e), e);
    OK(ombud_case_snapshot(second, &again, &e), e);
    CHECK(strcmp(text(snapshot), text(again)) == 0);
    ombud_case_free(second);
    second = NULL;
    for (char version = '0'; version < '3'; version += 2) {
        char *other = of_version(snapshot, version);
        FAILS(OMBUD_ERROR_UNSUPPORTED_FORMAT,
              ombud_case_restore(engine, bytes(other), strlen(other), &second, &e), e);
        free(other);
    }
    CHECK(second == NULL);
    ombud_bytes_free(again);
    ombud_bytes_free(log);
    ombud_bytes_free(snapshot);
    ombud_bytes_free(accepted);
    ombud_case_free(first);
}

int main(void) {
    ombud_engine *engine = builtin_engine();
    machines();
    cases(engine);
    ombud_engine_free(engine);
    return 0;
}
