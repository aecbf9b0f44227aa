/* One machine and two threads: the second is refused, never made to wait. One engine and eight
 * threads: all work at once. What one thread made, another may use. */

#include "check.h"
#include <pthread.h>

enum { MANY = 2000000, THREADS = 8 };

static ombud_machine *shared;
static uint16_t *events;
static uint8_t *statuses;

static void *runs(void *until) {
    ombud_error *error = NULL;
    /* Time and again, until the other thread has met it inside; what meets the other is refused too. */
    while (!__atomic_load_n((int *)until, __ATOMIC_ACQUIRE)) {
        const uint32_t number = ombud_machine_send_many(shared, events, MANY, 0, 1, statuses, &error);
        CHECK(number == OMBUD_OK || number == OMBUD_ERROR_HANDLE_BUSY);
        ombud_error_free(error);
        error = NULL;
    }
    return NULL;
}

static void busy(void) {
    ombud_workflow *door = workflow(WORKFLOW);
    ombud_error *error = NULL;
    pthread_t thread;
    int met = 0;
    long tries = 0;
    shared = machine(door);
    events = malloc(MANY * sizeof *events);
    statuses = malloc(MANY);
    CHECK(events != NULL && statuses != NULL);
    for (size_t i = 0; i < MANY; i++) events[i] = (uint16_t)(i % 2);
    CHECK(pthread_create(&thread, NULL, runs, &met) == 0);
    for (;; tries++) {
        ombud_bytes *out = NULL;
        const uint32_t number = ombud_machine_state(shared, &out, &error);
        ombud_bytes_free(out);
        if (number == OMBUD_ERROR_HANDLE_BUSY) break;
        CHECK(number == OMBUD_OK && tries < 100000000);
    }
    CHECK(strcmp(ombud_error_name(error), "handle_busy") == 0);
    ombud_error_free(error);
    error = NULL;
    __atomic_store_n(&met, 1, __ATOMIC_RELEASE);
    CHECK(pthread_join(thread, NULL) == 0);
    /* Made here, used there, used here again. */
    OK(ombud_machine_send_many(shared, events, 2, 0, 1, statuses, &error), error);
    CHECK(statuses[0] == OMBUD_STEP_MOVED && statuses[1] == OMBUD_STEP_MOVED);
    free(events);
    free(statuses);
    ombud_machine_free(shared);
    ombud_workflow_free(door);
}

static ombud_engine *engine;
static ombud_workflow *life;

static void *asks(void *place) {
    ombud_bytes **last = place;
    for (int i = 0; i < 200; i++) {
        ombud_bytes_free(*last);
        *last = answer(engine, "clock.due",
                       "{\"regimes\":[\"cn-complaints-2020\"],\"received\":\"2026-03-02\",\"as_of\":\"2026-03-20\"}");
        ombud_machine_free(machine(life));
        ombud_case_free(opened(engine));
    }
    return NULL;
}

static void *makes(void *place) {
    *(ombud_engine **)place = builtin_engine();
    return NULL;
}

static void *frees(void *place) {
    ombud_engine_free(place);
    return NULL;
}

static void together(void) {
    pthread_t threads[THREADS];
    ombud_bytes *answers[THREADS] = {NULL};
    /* Made in a thread that has ended. */
    CHECK(pthread_create(&threads[0], NULL, makes, &engine) == 0 && pthread_join(threads[0], NULL) == 0);
    life = workflow(WORKFLOW);
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, asks, &answers[i]) == 0);
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    for (int i = 0; i < THREADS; i++) {
        CHECK(strcmp(text(answers[0]), text(answers[i])) == 0);
        if (i > 0) ombud_bytes_free(answers[i]);
    }
    ombud_bytes_free(answers[0]);
    /* A case lives on after the engine it was made with, which another thread frees. */
    ombud_case *complaint = opened(engine);
    CHECK(pthread_create(&threads[0], NULL, frees, engine) == 0 && pthread_join(threads[0], NULL) == 0);
    ombud_bytes *out = NULL;
    ombud_error *error = NULL;
    OK(ombud_case_due(complaint, "2026-03-20", &out, &error), error);
    ombud_bytes_free(out);
    ombud_case_free(complaint);
    ombud_workflow_free(life);
}

int main(void) {
    busy();
    together();
    return 0;
}
