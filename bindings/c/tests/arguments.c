/* Every function with NULL, an address that is not aligned, a size that memory cannot have and bytes
 * that are not UTF-8, for every argument that can be any of these. Nothing is written, nothing dies. */

#include "check.h"

static ombud_error *e;
static char storage[64];

/* An address inside of live memory that no type but a byte may have. */
#define ODD(type) ((type *)(void *)(storage + 1))

#define REFUSED(call) FAILS(OMBUD_ERROR_INVALID_ARGUMENT, (call), e)

/* The mark of an output that must stay as it is. */
static char mark;
#define MARKED(type, name) type *name = (type *)(void *)&mark
#define UNTOUCHED(name) CHECK((void *)name == (void *)&mark)

/* A document argument: NULL with a length, and lengths that no memory has. */
#define DOCUMENT(CALL)                      \
    do {                                    \
        REFUSED(CALL(NULL, 1));             \
        REFUSED(CALL(NULL, SIZE_MAX));      \
        REFUSED(CALL(bytes("{}"), SIZE_MAX)); \
        FAILS(OMBUD_ERROR_INVALID_UTF8, CALL(bytes("\"\xff\""), 3), e); \
    } while (0)

/* A text argument. */
#define TEXT(CALL)                          \
    do {                                    \
        REFUSED(CALL(NULL));                \
        FAILS(OMBUD_ERROR_INVALID_UTF8, CALL("\xff"), e); \
    } while (0)

/* A handle or the place of an answer. */
#define PLACE(type, CALL)                   \
    do {                                    \
        REFUSED(CALL(NULL));                \
        REFUSED(CALL(ODD(type)));           \
    } while (0)

static void getters(void) {
    CHECK(ombud_error_code(NULL) == 0);
    CHECK(strcmp(ombud_error_name(NULL), "") == 0);
    CHECK(strcmp(ombud_error_message(NULL, OMBUD_LANG_ZH), "") == 0);
    CHECK(strcmp(ombud_error_json(NULL), "") == 0);
    CHECK(ombud_bytes_data(NULL) == NULL && ombud_bytes_len(NULL) == 0);
    CHECK(ombud_error_code(ODD(ombud_error)) == 0 && ombud_bytes_len(ODD(ombud_bytes)) == 0);
    ombud_error_free(NULL);
    ombud_bytes_free(NULL);
    ombud_engine_free(NULL);
    ombud_workflow_free(NULL);
    ombud_machine_free(NULL);
    ombud_case_free(NULL);
}

static void engines(const ombud_engine *engine) {
    MARKED(ombud_engine, made);
    MARKED(ombud_bytes, out);
#define NEW(data, len) ombud_engine_new(data, len, &made, &e)
    DOCUMENT(NEW);
#define NEW_OUT(out) ombud_engine_new(NULL, 0, out, &e)
    PLACE(ombud_engine *, NEW_OUT);
#define CALL_ENGINE(engine) ombud_engine_call(engine, "op.list", bytes("{}"), 2, &out, &e)
    PLACE(ombud_engine, CALL_ENGINE);
#define CALL_NAME(name) ombud_engine_call(engine, name, bytes("{}"), 2, &out, &e)
    TEXT(CALL_NAME);
#define CALL_DOCUMENT(data, len) ombud_engine_call(engine, "op.list", data, len, &out, &e)
    DOCUMENT(CALL_DOCUMENT);
#define CALL_OUT(out) ombud_engine_call(engine, "op.list", bytes("{}"), 2, out, &e)
    PLACE(ombud_bytes *, CALL_OUT);
#define BUNDLE_ENGINE(engine) ombud_engine_bundle(engine, &out, &e)
    PLACE(ombud_engine, BUNDLE_ENGINE);
#define BUNDLE_OUT(out) ombud_engine_bundle(engine, out, &e)
    PLACE(ombud_bytes *, BUNDLE_OUT);
#define INFO(out) ombud_build_info(out, &e)
    PLACE(ombud_bytes *, INFO);
    UNTOUCHED(made);
    UNTOUCHED(out);
    /* An error that nobody wants. */
    CHECK(ombud_engine_call(engine, "no.such", bytes("{}"), 2, &out, NULL) == OMBUD_ERROR_UNKNOWN_OPERATION);
    CHECK(ombud_engine_new(NULL, 1, NULL, NULL) == OMBUD_ERROR_INVALID_ARGUMENT);
    UNTOUCHED(out);
}

static void columns(const ombud_engine *engine) {
    const int32_t day = 20515; /* 2 March 2026 */
    int32_t triggers[4] = {day, OMBUD_NO_DATE, day + 1, day + 2}, due[4] = {7, 7, 7, 7};
#define DUE(engine, regime, clock, triggers, len, due) \
    ombud_engine_due_dates(engine, regime, clock, triggers, len, due, &e)
#define DUE_ENGINE(engine) DUE(engine, "cn-complaints-2020", "CN-CM-018a", triggers, 4, due)
    PLACE(ombud_engine, DUE_ENGINE);
#define DUE_REGIME(regime) DUE(engine, regime, "CN-CM-018a", triggers, 4, due)
    TEXT(DUE_REGIME);
#define DUE_CLOCK(clock) DUE(engine, "cn-complaints-2020", clock, triggers, 4, due)
    TEXT(DUE_CLOCK);
#define DUE_TRIGGERS(triggers) DUE(engine, "cn-complaints-2020", "CN-CM-018a", triggers, 4, due)
    PLACE(int32_t, DUE_TRIGGERS);
#define DUE_DUE(due) DUE(engine, "cn-complaints-2020", "CN-CM-018a", triggers, 4, due)
    PLACE(int32_t, DUE_DUE);
#define DUE_LEN(len) DUE(engine, "cn-complaints-2020", "CN-CM-018a", triggers, len, due)
    REFUSED(DUE_LEN(SIZE_MAX));
    REFUSED(DUE_LEN(SIZE_MAX / 4));
    REFUSED(DUE_DUE(triggers));
    REFUSED(DUE_DUE(triggers + 3));
    FAILS(OMBUD_ERROR_UNKNOWN_REGIME, DUE_REGIME("cn"), e);
    FAILS(OMBUD_ERROR_UNKNOWN_CLOCK, DUE_CLOCK("CN"), e);
    triggers[2] = INT32_MAX;
    CHECK(DUE_LEN(4) == OMBUD_ERROR_OUT_OF_RANGE);
    CHECK(strstr(ombud_error_json(e), "triggers[2]") != NULL);
    ombud_error_free(e);
    e = NULL;
    for (size_t i = 0; i < 4; i++) CHECK(due[i] == 7);
    triggers[2] = day + 1;
    OK(DUE_LEN(0), e);
    CHECK(due[0] == 7);
    OK(DUE(engine, "cn-complaints-2020", "CN-CM-018a", NULL, 0, NULL), e);
    OK(DUE_LEN(4), e);
    CHECK(due[0] == day + 15 && due[1] == OMBUD_NO_DATE && due[2] == day + 16 && due[3] == day + 17);
}

static void dates(void) {
    int32_t year = 7, month = 7, day = 7, days = 7;
#define DAYS(out) ombud_date_days(2026, 3, 2, out, &e)
    PLACE(int32_t, DAYS);
#define YEAR(out) ombud_date_ymd(0, out, &month, &day, &e)
    PLACE(int32_t, YEAR);
#define MONTH(out) ombud_date_ymd(0, &year, out, &day, &e)
    PLACE(int32_t, MONTH);
#define DAY(out) ombud_date_ymd(0, &year, &month, out, &e)
    PLACE(int32_t, DAY);
    const int32_t wrong[][3] = {{2026, 2, 29}, {2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0}, {0, 1, 1},
        {-1, 1, 1}, {10000, 1, 1}, {2026, 1026, 1}, {2026, 257, 257}, {67562, 1, 1},
        {INT32_MAX, INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN, INT32_MIN}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        FAILS(OMBUD_ERROR_INVALID_DATE, ombud_date_days(wrong[i][0], wrong[i][1], wrong[i][2], &days, &e), e);
    }
    FAILS(OMBUD_ERROR_OUT_OF_RANGE, ombud_date_ymd(OMBUD_NO_DATE, &year, &month, &day, &e), e);
    FAILS(OMBUD_ERROR_OUT_OF_RANGE, ombud_date_ymd(INT32_MAX, &year, &month, &day, &e), e);
    CHECK(year == 7 && month == 7 && day == 7 && days == 7);
    OK(ombud_date_days(2026, 3, 2, &days, &e), e);
    CHECK(days == 20514);
    OK(ombud_date_ymd(days, &year, &month, &day, &e), e);
    CHECK(year == 2026 && month == 3 && day == 2);
    OK(ombud_date_days(1, 1, 1, &days, &e), e);
    OK(ombud_date_ymd(days, &year, &month, &day, &e), e);
    CHECK(year == 1 && month == 1 && day == 1);
    OK(ombud_date_days(9999, 12, 31, &days, &e), e);
    OK(ombud_date_ymd(days, &days, &days, &day, &e), e); /* one place for what is not wanted */
    CHECK(day == 31 && days == 12);
}

static void workflows(const ombud_engine *engine) {
    MARKED(ombud_workflow, out);
    uint32_t number = 7;
#define COMPILE(data, len) ombud_workflow_compile(engine, data, len, &out, &e)
    DOCUMENT(COMPILE);
    FAILS(OMBUD_ERROR_INVALID_JSON, COMPILE(NULL, 0), e);
#define COMPILE_ENGINE(engine) ombud_workflow_compile(engine, bytes(WORKFLOW), strlen(WORKFLOW), &out, &e)
    REFUSED(COMPILE_ENGINE(ODD(ombud_engine)));
#define COMPILE_OUT(out) ombud_workflow_compile(engine, bytes(WORKFLOW), strlen(WORKFLOW), out, &e)
    PLACE(ombud_workflow *, COMPILE_OUT);
#define FIND_ENGINE(engine) ombud_workflow_find(engine, "cn-complaint", &out, &e)
    PLACE(ombud_engine, FIND_ENGINE);
#define FIND(id) ombud_workflow_find(engine, id, &out, &e)
    TEXT(FIND);
    FAILS(OMBUD_ERROR_UNKNOWN_ITEM, FIND("no-such"), e);
#define FIND_OUT(out) ombud_workflow_find(engine, "cn-complaint", out, &e)
    PLACE(ombud_workflow *, FIND_OUT);
    UNTOUCHED(out);
    OK(FIND("cn-complaint"), e);
#define EVENT_OF(workflow) ombud_workflow_event(workflow, "close", &number, &e)
    PLACE(ombud_workflow, EVENT_OF);
#define EVENT(name) ombud_workflow_event(out, name, &number, &e)
    TEXT(EVENT);
    FAILS(OMBUD_ERROR_UNKNOWN_EVENT, EVENT("no_such"), e);
#define EVENT_OUT(number) ombud_workflow_event(out, "close", number, &e)
    PLACE(uint32_t, EVENT_OUT);
    CHECK(number == 7);
    ombud_workflow_free(out);
}

static void machines(void) {
    ombud_workflow *door = workflow(WORKFLOW);
    ombud_machine *machine = NULL;
    MARKED(ombud_machine, made);
    MARKED(ombud_bytes, out);
    uint32_t status = 7, event = 7;
    size_t fired = 7;
    int64_t due = 7;
    uint16_t events[4] = {0, 1, 0, 1};
    uint8_t statuses[4] = {7, 7, 7, 7};
#define MACHINE_OF(workflow) ombud_machine_new(workflow, &made, &e)
    PLACE(ombud_workflow, MACHINE_OF);
#define MACHINE_OUT(out) ombud_machine_new(door, out, &e)
    PLACE(ombud_machine *, MACHINE_OUT);
#define RESTORE_OF(workflow) ombud_machine_restore(workflow, bytes("{}"), 2, &made, &e)
    PLACE(ombud_workflow, RESTORE_OF);
#define RESTORE(data, len) ombud_machine_restore(door, data, len, &made, &e)
    DOCUMENT(RESTORE);
#define RESTORE_OUT(out) ombud_machine_restore(door, bytes("{}"), 2, out, &e)
    PLACE(ombud_machine *, RESTORE_OUT);
    UNTOUCHED(made);
    OK(ombud_machine_new(door, &machine, &e), e);

#define BEGIN(machine) ombud_machine_begin(machine, 0, &status, &e)
    PLACE(ombud_machine, BEGIN);
#define BEGIN_STATUS(status) ombud_machine_begin(machine, 0, status, &e)
    PLACE(uint32_t, BEGIN_STATUS);
    FAILS(OMBUD_ERROR_OUT_OF_RANGE, ombud_machine_begin(machine, INT64_MAX, &status, &e), e);
    CHECK(status == 7);
    OK(BEGIN(machine), e);
    CHECK(status == OMBUD_STEP_MOVED);
    status = 7;
    OK(ombud_workflow_event(door, "close", &event, &e), e);

#define SEND(machine) ombud_machine_send(machine, event, 1, &status, &e)
    PLACE(ombud_machine, SEND);
#define SEND_STATUS(status) ombud_machine_send(machine, event, 1, status, &e)
    PLACE(uint32_t, SEND_STATUS);
    FAILS(OMBUD_ERROR_UNKNOWN_EVENT, ombud_machine_send(machine, 3, 1, &status, &e), e);
    FAILS(OMBUD_ERROR_UNKNOWN_EVENT, ombud_machine_send(machine, UINT32_MAX, 1, &status, &e), e);
    FAILS(OMBUD_ERROR_UNKNOWN_EVENT, ombud_machine_send(machine, event + 65536, 1, &status, &e), e);
    FAILS(OMBUD_ERROR_OUT_OF_RANGE, ombud_machine_send(machine, event, INT64_MIN, &status, &e), e);

#define MANY(machine) ombud_machine_send_many(machine, events, 4, 0, 1, statuses, &e)
    PLACE(ombud_machine, MANY);
#define MANY_EVENTS(events) ombud_machine_send_many(machine, events, 4, 0, 1, statuses, &e)
    PLACE(uint16_t, MANY_EVENTS);
#define MANY_STATUSES(statuses) ombud_machine_send_many(machine, events, 4, 0, 1, statuses, &e)
    REFUSED(MANY_STATUSES(NULL));
    REFUSED(MANY_STATUSES((uint8_t *)events));
#define MANY_LEN(len) ombud_machine_send_many(machine, events, len, 0, 1, statuses, &e)
    REFUSED(MANY_LEN(SIZE_MAX));
    REFUSED(MANY_LEN(SIZE_MAX / 2));
    FAILS(OMBUD_ERROR_OUT_OF_RANGE, ombud_machine_send_many(machine, events, 4, 0, INT64_MAX, statuses, &e), e);
    events[3] = 9;
    FAILS(OMBUD_ERROR_UNKNOWN_EVENT, MANY_LEN(4), e);
    events[3] = 1;

#define SIGNAL(machine) ombud_machine_signal(machine, bytes("{\"event\":\"close\"}"), 17, 0, &status, &e)
    PLACE(ombud_machine, SIGNAL);
#define SIGNAL_DOCUMENT(data, len) ombud_machine_signal(machine, data, len, 0, &status, &e)
    DOCUMENT(SIGNAL_DOCUMENT);
#define SIGNAL_STATUS(status) ombud_machine_signal(machine, bytes("{\"event\":\"close\"}"), 17, 0, status, &e)
    PLACE(uint32_t, SIGNAL_STATUS);

#define FIRE(machine) ombud_machine_fire_due(machine, 0, &fired, &e)
    PLACE(ombud_machine, FIRE);
#define FIRED(fired) ombud_machine_fire_due(machine, 0, fired, &e)
    PLACE(size_t, FIRED);
    FAILS(OMBUD_ERROR_OUT_OF_RANGE, ombud_machine_fire_due(machine, INT64_MIN, &fired, &e), e);
#define NEXT(machine) ombud_machine_next_due(machine, &due, &e)
    PLACE(ombud_machine, NEXT);
#define NEXT_DUE(due) ombud_machine_next_due(machine, due, &e)
    PLACE(int64_t, NEXT_DUE);
#define EXPLAIN(machine) ombud_machine_explain(machine, 1, &e)
    PLACE(ombud_machine, EXPLAIN);
#define HAPPENED(machine) ombud_machine_happened(machine, &out, &e)
    PLACE(ombud_machine, HAPPENED);
#define HAPPENED_OUT(out) ombud_machine_happened(machine, out, &e)
    PLACE(ombud_bytes *, HAPPENED_OUT);
#define EMITTED(machine) ombud_machine_emitted(machine, &out, &e)
    PLACE(ombud_machine, EMITTED);
#define EMITTED_OUT(out) ombud_machine_emitted(machine, out, &e)
    PLACE(ombud_bytes *, EMITTED_OUT);
#define REFUSAL(machine) ombud_machine_refusal(machine, &out, &e)
    PLACE(ombud_machine, REFUSAL);
#define REFUSAL_OUT(out) ombud_machine_refusal(machine, out, &e)
    PLACE(ombud_bytes *, REFUSAL_OUT);
#define STATE(machine) ombud_machine_state(machine, &out, &e)
    PLACE(ombud_machine, STATE);
#define STATE_OUT(out) ombud_machine_state(machine, out, &e)
    PLACE(ombud_bytes *, STATE_OUT);
#define SNAPSHOT(machine) ombud_machine_snapshot(machine, &out, &e)
    PLACE(ombud_machine, SNAPSHOT);
#define SNAPSHOT_OUT(out) ombud_machine_snapshot(machine, out, &e)
    PLACE(ombud_bytes *, SNAPSHOT_OUT);

    UNTOUCHED(out);
    CHECK(status == 7 && fired == 7 && due == 7);
    for (size_t i = 0; i < 4; i++) CHECK(statuses[i] == 7);
    /* After all this the machine is as it was and goes on. */
    OK(MANY_LEN(4), e);
    for (size_t i = 0; i < 4; i++) CHECK(statuses[i] == OMBUD_STEP_MOVED);
    ombud_machine_free(machine);
    ombud_workflow_free(door);
}

static void cases(const ombud_engine *engine) {
    ombud_case *complaint = opened(engine);
    MARKED(ombud_case, made);
    MARKED(ombud_bytes, out);
    const char *who = "{\"id\":\"sun\",\"roles\":[\"handler\"]}";
    const size_t who_len = strlen(who);
#define OPEN_ENGINE(engine) ombud_case_open(engine, bytes(OPENING), strlen(OPENING), RECEIVED, &made, &e)
    PLACE(ombud_engine, OPEN_ENGINE);
#define OPEN(data, len) ombud_case_open(engine, data, len, RECEIVED, &made, &e)
    DOCUMENT(OPEN);
#define OPEN_NOW(now) ombud_case_open(engine, bytes(OPENING), strlen(OPENING), now, &made, &e)
    TEXT(OPEN_NOW);
    FAILS(OMBUD_ERROR_INVALID_INSTANT, OPEN_NOW("2026-03-02"), e);
#define OPEN_OUT(out) ombud_case_open(engine, bytes(OPENING), strlen(OPENING), RECEIVED, out, &e)
    PLACE(ombud_case *, OPEN_OUT);
#define REPLAY_ENGINE(engine) ombud_case_replay(engine, bytes("[]"), 2, &made, &e)
    PLACE(ombud_engine, REPLAY_ENGINE);
#define REPLAY(data, len) ombud_case_replay(engine, data, len, &made, &e)
    DOCUMENT(REPLAY);
#define REPLAY_OUT(out) ombud_case_replay(engine, bytes("[]"), 2, out, &e)
    PLACE(ombud_case *, REPLAY_OUT);
#define CASE_RESTORE_ENGINE(engine) ombud_case_restore(engine, bytes("{}"), 2, &made, &e)
    PLACE(ombud_engine, CASE_RESTORE_ENGINE);
#define CASE_RESTORE(data, len) ombud_case_restore(engine, data, len, &made, &e)
    DOCUMENT(CASE_RESTORE);
#define CASE_RESTORE_OUT(out) ombud_case_restore(engine, bytes("{}"), 2, out, &e)
    PLACE(ombud_case *, CASE_RESTORE_OUT);
    UNTOUCHED(made);

#define DECIDE(complaint) ombud_case_decide(complaint, bytes(ASSIGN), strlen(ASSIGN), RECEIVED, &out, &e)
    PLACE(ombud_case, DECIDE);
#define DECIDE_DOCUMENT(data, len) ombud_case_decide(complaint, data, len, RECEIVED, &out, &e)
    DOCUMENT(DECIDE_DOCUMENT);
#define DECIDE_NOW(now) ombud_case_decide(complaint, bytes(ASSIGN), strlen(ASSIGN), now, &out, &e)
    TEXT(DECIDE_NOW);
#define DECIDE_OUT(out) ombud_case_decide(complaint, bytes(ASSIGN), strlen(ASSIGN), RECEIVED, out, &e)
    PLACE(ombud_bytes *, DECIDE_OUT);
#define APPLY(complaint) ombud_case_apply(complaint, bytes("[]"), 2, &e)
    PLACE(ombud_case, APPLY);
#define APPLY_DOCUMENT(data, len) ombud_case_apply(complaint, data, len, &e)
    DOCUMENT(APPLY_DOCUMENT);
    FAILS(OMBUD_ERROR_INVALID_FIELD, APPLY_DOCUMENT(bytes("{}"), 2), e);
#define FIRE_CASE(complaint) ombud_case_fire_due(complaint, RECEIVED, &out, &e)
    PLACE(ombud_case, FIRE_CASE);
#define FIRE_NOW(now) ombud_case_fire_due(complaint, now, &out, &e)
    TEXT(FIRE_NOW);
#define FIRE_OUT(out) ombud_case_fire_due(complaint, RECEIVED, out, &e)
    PLACE(ombud_bytes *, FIRE_OUT);
#define ADVICE(complaint) ombud_case_advice(complaint, bytes(who), who_len, RECEIVED, &out, &e)
    PLACE(ombud_case, ADVICE);
#define ADVICE_WHO(data, len) ombud_case_advice(complaint, data, len, RECEIVED, &out, &e)
    DOCUMENT(ADVICE_WHO);
#define ADVICE_NOW(now) ombud_case_advice(complaint, bytes(who), who_len, now, &out, &e)
    TEXT(ADVICE_NOW);
#define ADVICE_OUT(out) ombud_case_advice(complaint, bytes(who), who_len, RECEIVED, out, &e)
    PLACE(ombud_bytes *, ADVICE_OUT);
#define VIEW(complaint) ombud_case_view(complaint, bytes(who), who_len, RECEIVED, &out, &e)
    PLACE(ombud_case, VIEW);
#define VIEW_WHO(data, len) ombud_case_view(complaint, data, len, RECEIVED, &out, &e)
    DOCUMENT(VIEW_WHO);
#define VIEW_NOW(now) ombud_case_view(complaint, bytes(who), who_len, now, &out, &e)
    TEXT(VIEW_NOW);
#define VIEW_OUT(out) ombud_case_view(complaint, bytes(who), who_len, RECEIVED, out, &e)
    PLACE(ombud_bytes *, VIEW_OUT);
#define CASE_DUE(complaint) ombud_case_due(complaint, "2026-03-20", &out, &e)
    PLACE(ombud_case, CASE_DUE);
#define CASE_DUE_AT(as_of) ombud_case_due(complaint, as_of, &out, &e)
    TEXT(CASE_DUE_AT);
#define CASE_DUE_OUT(out) ombud_case_due(complaint, "2026-03-20", out, &e)
    PLACE(ombud_bytes *, CASE_DUE_OUT);
#define LOG(complaint) ombud_case_log(complaint, &out, &e)
    PLACE(ombud_case, LOG);
#define LOG_OUT(out) ombud_case_log(complaint, out, &e)
    PLACE(ombud_bytes *, LOG_OUT);
#define CASE_SNAPSHOT(complaint) ombud_case_snapshot(complaint, &out, &e)
    PLACE(ombud_case, CASE_SNAPSHOT);
#define CASE_SNAPSHOT_OUT(out) ombud_case_snapshot(complaint, out, &e)
    PLACE(ombud_bytes *, CASE_SNAPSHOT_OUT);
    UNTOUCHED(out);
    ombud_case_free(complaint);
}

int main(void) {
    ombud_engine *engine = builtin_engine();
    getters();
    engines(engine);
    columns(engine);
    dates();
    workflows(engine);
    machines();
    cases(engine);
    ombud_engine_free(engine);
    return 0;
}
