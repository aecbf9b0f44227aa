/* The corpus answered in C: `conformance REQUESTS OUT`, linked with the library for tests. For each
 * line, in the order of the files' names, it writes the id, a tab, the answer or the error's document,
 * and a line feed: the same bytes as crates/ombud-doors/examples/conformance, whose steps.rs says what
 * each step of a line is. */

#define _DEFAULT_SOURCE

#include "check.h"
#include "flat.h"
#include "table.h"
#include <dirent.h>

static FILE *out;
static ombud_engine *builtin;

/* ---- what the steps of one line work with -------------------------------------------------------- */

enum { MOST_WORDS = MOST_COLUMNS + 2 };

static const object *line;
static const char *words[MOST_WORDS];
static size_t word_count;
static ombud_engine *engine;
static ombud_workflow *chart;
static ombud_machine *running;
static ombud_case *complaint;
static ombud_error *error;  /* the last one */
static ombud_bytes *said;   /* the last answer that was a document */
static ombud_bytes *found;  /* the one that a step receives */

static const char *word(size_t at) {
    CHECK(at < word_count);
    return words[at];
}

static int64_t integer(size_t at) { return strtoll(word(at), NULL, 10); }

static string document(size_t at) {
    if (strcmp(word(at), "answer") != 0) return get(line, word(at));
    const string last = {(char *)(uintptr_t)text(said), ombud_bytes_len(said)};
    return last;
}

static const field *list(size_t at) {
    const field *named = find(line, word(at));
    CHECK(named != NULL && named->list);
    return named;
}

#define DOCUMENT(at) bytes(document(at).text), document(at).len

/* What a step answers: these write it where the call went well, and hand the number on. */

static uint32_t ok(uint32_t number) {
    if (number == OMBUD_OK) fputs("\"ok\"", out);
    return number;
}

static uint32_t told(uint32_t number) {
    if (number != OMBUD_OK) return number;
    ombud_bytes_free(said);
    said = found;
    CHECK(fwrite(ombud_bytes_data(said), 1, ombud_bytes_len(said), out) == ombud_bytes_len(said));
    return number;
}

static uint32_t numbered(uint32_t number, const uint32_t *answer) {
    if (number == OMBUD_OK) fprintf(out, "%u", (unsigned)*answer);
    return number;
}

static uint32_t worded(const char *answer) {
    print_text(out, answer, strlen(answer));
    return OMBUD_OK;
}

/* ---- engine --------------------------------------------------------------------------------------- */

static uint32_t engine_new(void) {
    ombud_engine *made = NULL;
    const uint32_t number = ombud_engine_new(DOCUMENT(1), &made, &error);
    if (number == OMBUD_OK) {
        ombud_engine_free(engine);
        engine = made;
    }
    return ok(number);
}

static uint32_t engine_bundle(void) {
    const uint32_t number = ombud_engine_bundle(engine, &found, &error);
    if (number == OMBUD_OK) {
        print_text(out, text(found), ombud_bytes_len(found));
        ombud_bytes_free(found);
    }
    return number;
}

static uint32_t called(const char *operation, const char *request, size_t len) {
    return told(ombud_engine_call(engine, operation, bytes(request), len, &found, &error));
}

static uint32_t engine_call(void) { return called(word(1), document(2).text, document(2).len); }
static uint32_t engine_operations(void) { return called("op.list", "{}", 2); }
static uint32_t engine_due(void) { return called("clock.due", document(1).text, document(1).len); }
static uint32_t engine_what_if(void) { return called("clock.what_if", document(1).text, document(1).len); }
static uint32_t engine_explain(void) { return called("clock.explain", document(1).text, document(1).len); }
static uint32_t engine_count(void) { return called("clock.count", document(1).text, document(1).len); }

static uint32_t engine_call_many(void) {
    const field *requests = list(2);
    const size_t rows = requests->count;
    int64_t *offsets = calloc(rows + 1, sizeof *offsets);
    uint32_t *codes = calloc(rows + 1, sizeof *codes);
    char *data = calloc(1, 1);
    CHECK(offsets != NULL && codes != NULL);
    for (size_t i = 0; i < rows; i++) {
        offsets[i + 1] = offsets[i] + (int64_t)requests->items[i].len;
        data = realloc(data, (size_t)offsets[i + 1] + 1);
        CHECK(data != NULL);
        memcpy(data + offsets[i], requests->items[i].text, requests->items[i].len);
    }
    ombud_bytes *ends = NULL, *answers = NULL;
    const uint32_t number = ombud_engine_call_flat(engine, word(1), offsets, rows, bytes(data), (size_t)offsets[rows],
                                                   codes, &ends, &answers, &error);
    for (size_t i = 0; number == OMBUD_OK && i < rows; i++) {
        int64_t pair[2];
        memcpy(pair, ombud_bytes_data(ends) + i * sizeof *pair, sizeof pair);
        fprintf(out, i ? ",[%u," : "[[%u,", (unsigned)codes[i]);
        fwrite(ombud_bytes_data(answers) + pair[0], 1, (size_t)(pair[1] - pair[0]), out);
        fputs("]", out);
    }
    if (number == OMBUD_OK) fputs("]", out);
    ombud_bytes_free(ends);
    ombud_bytes_free(answers);
    free(offsets);
    free(codes);
    free(data);
    return number;
}

static uint32_t engine_due_dates(void) {
    const field *triggers = list(3);
    int32_t *days = calloc(triggers->count + 1, sizeof *days), *due = calloc(triggers->count + 1, sizeof *due);
    CHECK(days != NULL && due != NULL);
    for (size_t i = 0; i < triggers->count; i++) {
        const char *day = triggers->items[i].text;
        days[i] = OMBUD_NO_DATE;
        if (*day != '\0') {
            OK(ombud_date_days((int32_t)strtol(day, NULL, 10), (int32_t)strtol(day + 5, NULL, 10),
                               (int32_t)strtol(day + 8, NULL, 10), &days[i], NULL), NULL);
        }
    }
    const uint32_t number = ombud_engine_due_dates(engine, word(1), word(2), days, triggers->count, due, &error);
    for (size_t i = 0; number == OMBUD_OK && i < triggers->count; i++) {
        int32_t year, month, day;
        fputs(i ? "," : "[", out);
        if (due[i] == OMBUD_NO_DATE) {
            fputs("\"\"", out);
            continue;
        }
        OK(ombud_date_ymd(due[i], &year, &month, &day, NULL), NULL);
        fprintf(out, "\"%04d-%02d-%02d\"", (int)year, (int)month, (int)day);
    }
    if (number == OMBUD_OK) fputs("]", out);
    free(days);
    free(due);
    return number;
}

static uint32_t engine_batch(void) {
    table *rows = calloc(1, sizeof *rows);
    CHECK(rows != NULL);
    for (size_t at = 2; at < word_count; at++) {
        const field *column = list(at);
        const char **cells = calloc(column->count + 1, sizeof *cells);
        CHECK(cells != NULL);
        for (size_t i = 0; i < column->count; i++) cells[i] = column->items[i].text;
        table_add(rows, word(at), cells, (int64_t)column->count);
        free(cells);
    }
    struct ArrowArrayStream given = table_stream(rows), answers;
    const uint32_t number = ombud_engine_batch(engine, DOCUMENT(1), &given, &answers, &error);
    CHECK(given.release == NULL);
    if (number == OMBUD_OK) CHECK(print_lines(out, &answers) == 0);
    table_free(rows);
    return number;
}

/* ---- workflows and machines ------------------------------------------------------------------------ */

/* The place of a new handle, empty. */
static ombud_workflow **new_workflow(void) {
    ombud_workflow_free(chart);
    chart = NULL;
    return &chart;
}

static ombud_machine **new_machine(void) {
    ombud_machine_free(running);
    running = NULL;
    return &running;
}

static uint32_t engine_workflow(void) { return ok(ombud_workflow_find(engine, word(1), new_workflow(), &error)); }
static uint32_t engine_compile(void) {
    return ok(ombud_workflow_compile(engine, DOCUMENT(1), new_workflow(), &error));
}
static uint32_t workflow_compile(void) { return ok(ombud_workflow_compile(NULL, DOCUMENT(1), new_workflow(), &error)); }

static uint32_t event_of(const char *name, uint32_t *event) {
    return ombud_workflow_event(chart, name, event, &error);
}

static uint32_t workflow_event(void) {
    uint32_t event;
    return numbered(event_of(word(1), &event), &event);
}

static uint32_t workflow_machine(void) { return ok(ombud_machine_new(chart, new_machine(), &error)); }

static uint32_t workflow_restore(void) {
    return ok(ombud_machine_restore(chart, DOCUMENT(1), new_machine(), &error));
}

static uint32_t machine_begin(void) {
    uint32_t status;
    return numbered(ombud_machine_begin(running, integer(1), &status, &error), &status);
}

static uint32_t machine_send(void) {
    uint32_t event, status;
    const uint32_t number = event_of(word(1), &event);
    if (number != OMBUD_OK) return number;
    return numbered(ombud_machine_send(running, event, integer(2), &status, &error), &status);
}

static uint32_t machine_send_many(void) {
    const field *names = list(1);
    uint16_t *events = calloc(names->count + 1, sizeof *events);
    uint8_t *statuses = calloc(names->count + 1, 1);
    uint32_t number = OMBUD_OK, event;
    CHECK(events != NULL && statuses != NULL);
    for (size_t i = 0; number == OMBUD_OK && i < names->count; i++) {
        number = event_of(names->items[i].text, &event);
        if (number == OMBUD_OK) events[i] = (uint16_t)event;
    }
    if (number == OMBUD_OK) {
        number = ombud_machine_send_many(running, events, names->count, integer(2), integer(3), statuses, &error);
    }
    if (number == OMBUD_OK) {
        fputs("[", out);
        for (size_t i = 0; i < names->count; i++) fprintf(out, i ? ",%u" : "%u", statuses[i]);
        fputs("]", out);
    }
    free(events);
    free(statuses);
    return number;
}

static uint32_t machine_signal(void) {
    uint32_t status;
    return numbered(ombud_machine_signal(running, DOCUMENT(1), integer(2), &status, &error), &status);
}

static uint32_t machine_fire_due(void) {
    size_t fired;
    const uint32_t number = ombud_machine_fire_due(running, integer(1), &fired, &error);
    if (number == OMBUD_OK) fprintf(out, "%u", (unsigned)fired);
    return number;
}

static uint32_t machine_next_due(void) {
    int64_t due;
    const uint32_t number = ombud_machine_next_due(running, &due, &error);
    if (number != OMBUD_OK) return number;
    if (due == OMBUD_NO_TIME) return worded("none");
    fprintf(out, "%lld", (long long)due);
    return number;
}

static uint32_t machine_explain(void) {
    return ok(ombud_machine_explain(running, strcmp(word(1), "yes") == 0, &error));
}
static uint32_t machine_happened(void) { return told(ombud_machine_happened(running, &found, &error)); }
static uint32_t machine_emitted(void) { return told(ombud_machine_emitted(running, &found, &error)); }
static uint32_t machine_refusal(void) { return told(ombud_machine_refusal(running, &found, &error)); }
static uint32_t machine_state(void) { return told(ombud_machine_state(running, &found, &error)); }
static uint32_t machine_snapshot(void) { return told(ombud_machine_snapshot(running, &found, &error)); }

/* ---- cases ------------------------------------------------------------------------------------------ */

static ombud_case **new_case(void) {
    ombud_case_free(complaint);
    complaint = NULL;
    return &complaint;
}

static uint32_t engine_open(void) { return ok(ombud_case_open(engine, DOCUMENT(1), word(2), new_case(), &error)); }
static uint32_t engine_replay(void) { return ok(ombud_case_replay(engine, DOCUMENT(1), new_case(), &error)); }
static uint32_t engine_restore(void) { return ok(ombud_case_restore(engine, DOCUMENT(1), new_case(), &error)); }
static uint32_t case_decide(void) { return told(ombud_case_decide(complaint, DOCUMENT(1), word(2), &found, &error)); }
static uint32_t case_apply(void) { return ok(ombud_case_apply(complaint, DOCUMENT(1), &error)); }
static uint32_t case_fire_due(void) { return told(ombud_case_fire_due(complaint, word(1), &found, &error)); }
static uint32_t case_advice(void) { return told(ombud_case_advice(complaint, DOCUMENT(1), word(2), &found, &error)); }
static uint32_t case_view(void) { return told(ombud_case_view(complaint, DOCUMENT(1), word(2), &found, &error)); }
static uint32_t case_due(void) { return told(ombud_case_due(complaint, word(1), &found, &error)); }
static uint32_t case_log(void) { return told(ombud_case_log(complaint, &found, &error)); }
static uint32_t case_snapshot(void) { return told(ombud_case_snapshot(complaint, &found, &error)); }

/* ---- the last error ----------------------------------------------------------------------------------- */

static uint32_t error_number(void) {
    const uint32_t number = ombud_error_code(error);
    return numbered(OMBUD_OK, &number);
}
static uint32_t error_name(void) { return worded(ombud_error_name(error)); }
static uint32_t error_message(void) {
    return worded(ombud_error_message(error, strcmp(word(1), "zh") == 0 ? OMBUD_LANG_ZH : OMBUD_LANG_EN));
}
static uint32_t error_json(void) {
    fputs(ombud_error_json(error), out);
    return OMBUD_OK;
}

/* ---- scripts ---------------------------------------------------------------------------------------- */

#define STEP(type, function) {#type "." #function, type##_##function}

static const struct {
    const char *name;
    uint32_t (*run)(void);
} STEPS[] = {
    STEP(engine, new), STEP(engine, bundle), STEP(engine, call), STEP(engine, call_many), STEP(engine, operations),
    STEP(engine, due), STEP(engine, explain), STEP(engine, what_if), STEP(engine, count), STEP(engine, due_dates), STEP(engine, batch),
    STEP(engine, workflow), STEP(engine, compile), STEP(engine, open), STEP(engine, replay), STEP(engine, restore),
    STEP(workflow, compile), STEP(workflow, event), STEP(workflow, machine), STEP(workflow, restore),
    STEP(machine, begin), STEP(machine, send), STEP(machine, send_many), STEP(machine, signal),
    STEP(machine, fire_due), STEP(machine, next_due), STEP(machine, explain), STEP(machine, happened),
    STEP(machine, emitted), STEP(machine, refusal), STEP(machine, state), STEP(machine, snapshot),
    STEP(case, decide), STEP(case, apply), STEP(case, fire_due), STEP(case, advice), STEP(case, view),
    STEP(case, due), STEP(case, log), STEP(case, snapshot),
    STEP(error, number), STEP(error, name), STEP(error, message), STEP(error, json),
};

enum { STEP_COUNT = sizeof STEPS / sizeof *STEPS };

static int taken[STEP_COUNT];

/* Takes a step, and marks it. The last error stays until a step ends in another one. */
static void take(char *step) {
    size_t at = 0;
    for (word_count = 0; step != NULL; step = strchr(step, ' ')) {
        if (word_count > 0) *step++ = '\0';
        CHECK(word_count < MOST_WORDS);
        words[word_count++] = step;
    }
    while (at < STEP_COUNT && strcmp(STEPS[at].name, words[0]) != 0) at++;
    CHECK(at < STEP_COUNT);
    taken[at] = 1;
    ombud_error *before = error;
    if (STEPS[at].run() != OMBUD_OK) {
        fputs(ombud_error_json(error), out);
        ombud_error_free(before);
    }
}

static void script(void) {
    const field *steps = find(line, "steps");
    CHECK(steps != NULL && steps->list);
    OK(ombud_engine_new(NULL, 0, &engine, NULL), NULL);
    for (size_t i = 0; i < steps->count; i++) {
        fputs(i ? "," : "[", out);
        take(steps->items[i].text);
    }
    fputs("]", out);
    new_case();
    new_machine();
    new_workflow();
    ombud_engine_free(engine);
    ombud_error_free(error);
    error = NULL;
    ombud_bytes_free(said);
    said = NULL;
}

static void operation(void) {
    ombud_bytes *answer = NULL;
    ombud_error *wrong = NULL;
    const field *coded = find(line, "request_hex");
    string request = get(line, coded ? "request_hex" : "request");
    if (coded) {
        const char *at = request.text;
        for (size_t i = 0; i < request.len / 2; i++) request.text[i] = (char)hex(&at, 2);
        request.len /= 2;
    }
    if (ombud_engine_call(builtin, get(line, "op").text, bytes(request.text), request.len, &answer, &wrong) == OMBUD_OK) {
        fwrite(ombud_bytes_data(answer), 1, ombud_bytes_len(answer), out);
    } else {
        fputs(ombud_error_json(wrong), out);
    }
    ombud_bytes_free(answer);
    ombud_error_free(wrong);
}

static void answer_line(const char *text) {
    const object read = read_object(text);
    line = &read;
    fprintf(out, "%s\t", get(line, "id").text);
    if (find(line, "op") != NULL) operation();
    else script();
    fputs("\n", out);
    free_object(read);
}

/* ---- files ------------------------------------------------------------------------------------ */

static int requests(const struct dirent *entry) {
    const size_t len = strlen(entry->d_name);
    return len > 6 && strcmp(entry->d_name + len - 6, ".jsonl") == 0;
}

int main(int argc, char **argv) {
    struct dirent **names;
    size_t answered = 0, room = 0;
    char *text = NULL;
    CHECK(argc == 3);
    const int count = scandir(argv[1], &names, requests, alphasort);
    out = fopen(argv[2], "wb");
    CHECK(count > 0 && out != NULL);
    builtin = builtin_engine();
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        FILE *file = fopen(path, "rb");
        CHECK(file != NULL);
        while (getline(&text, &room, file) > 0) {
            answer_line(text);
            answered++;
        }
        fclose(file);
        free(names[i]);
    }
    free(names);
    free(text);
    ombud_engine_free(builtin);
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (!taken[i]) fprintf(stderr, "%s is never taken\n", STEPS[i].name);
        CHECK(taken[i]);
    }
    CHECK(fclose(out) == 0);
    printf("%u answered\n", (unsigned)answered);
    return 0;
}
