/* A million calls, answers, errors, handles made and freed: the memory of the process stays where it
 * was after the first tenth. */

#define _DEFAULT_SOURCE

#include "check.h"
#include <unistd.h>

static long resident(void) {
    long size = 0, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%ld %ld", &size, &pages) == 2);
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

int main(int argc, char **argv) {
    const long calls = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    ombud_engine *engine = builtin_engine();
    ombud_workflow *door = workflow(WORKFLOW);
    ombud_machine *kept = machine(door);
    ombud_error *error = NULL;
    long before = 0;
    for (long i = 0; i < calls; i++) {
        ombud_bytes *out = NULL;
        uint32_t status;
        switch (i % 10) {
        case 0:
            ombud_bytes_free(answer(engine, "clock.count",
                                    "{\"calendar\":\"cn\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}"));
            break;
        case 1:
            FAILS(OMBUD_ERROR_UNKNOWN_CALENDAR,
                  ombud_engine_call(engine, "clock.count",
                                    bytes("{\"calendar\":\"xx\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}"), 55,
                                    &out, &error), error);
            break;
        case 2:
            ombud_machine_free(machine(door));
            break;
        case 3:
            OK(ombud_machine_snapshot(kept, &out, &error), error);
            ombud_machine *restored = NULL;
            OK(ombud_machine_restore(door, ombud_bytes_data(out), ombud_bytes_len(out), &restored, &error), error);
            ombud_machine_free(restored);
            ombud_bytes_free(out);
            break;
        case 4:
            ombud_workflow_free(workflow(WORKFLOW));
            break;
        default:
            OK(ombud_machine_send(kept, (uint32_t)((i - 5) % 2), i, &status, &error), error);
            CHECK(status == OMBUD_STEP_MOVED || status == OMBUD_STEP_REFUSED);
        }
        if (i == calls / 10) before = resident();
    }
    const long grown = resident() - before;
    printf("%ld calls, %ld KiB more than after the first tenth\n", calls, grown / 1024);
    /* A few calls show no trend, and what watches over memory keeps some of it aside. */
    CHECK(calls < 100000 || grown < 1024 * 1024);
    ombud_machine_free(kept);
    ombud_workflow_free(door);
    ombud_engine_free(engine);
    return 0;
}
