/* Tables over Arrow streams made by hand, and many requests in one call: what comes out, who releases
 * what and how often, and what is refused. */

#include "check.h"

static ombud_error *e;

#define REFUSED(call) FAILS(OMBUD_ERROR_INVALID_ARGUMENT, (call), e)

/* ---- a table: received (date32) and case_no (utf8), three rows in each of two batches ------------- */

enum { ROWS = 3, BATCHES = 2, DAY = 20514 }; /* 2 March 2026 */

static const uint8_t DATED[] = {5}, ALL[] = {7}; /* the second row has no date */
static const int32_t DAYS[] = {DAY, 0, DAY + 1}, ENDS[] = {0, 4, 8, 12};
static const void *TABLE[] = {NULL}, *RECEIVED_ON[] = {DATED, DAYS}, *CASE_NO[] = {ALL, ENDS, "TS-1TS-2TS-3"};

/* How often each was handed out and released; `fails` says in which batch the producer fails. */
static struct {
    int streams, schemas, arrays, released_streams, released_schemas, released_arrays, batch, fails;
} counted;

static void release_child_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static void release_schema(struct ArrowSchema *schema) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != NULL) schema->children[i]->release(schema->children[i]);
    }
    free(schema->private_data);
    schema->release = NULL;
    counted.released_schemas++;
}

static void release_child_array(struct ArrowArray *array) { array->release = NULL; }

static void release_array(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
    }
    free(array->private_data);
    array->release = NULL;
    counted.released_arrays++;
}

static void release_stream(struct ArrowArrayStream *stream) {
    stream->release = NULL;
    counted.released_streams++;
}

typedef struct {
    struct ArrowSchema columns[2], *children[2];
} shape;

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    const struct ArrowSchema dates = {"tdD", "received", NULL, ARROW_FLAG_NULLABLE, 0, NULL, NULL, release_child_schema, NULL};
    const struct ArrowSchema names = {"u", "case_no", NULL, ARROW_FLAG_NULLABLE, 0, NULL, NULL, release_child_schema, NULL};
    shape *held = calloc(1, sizeof *held);
    (void)stream;
    CHECK(held != NULL);
    held->columns[0] = dates;
    held->columns[1] = names;
    held->children[0] = &held->columns[0];
    held->children[1] = &held->columns[1];
    const struct ArrowSchema table = {"+s", "", NULL, 0, 2, held->children, NULL, release_schema, held};
    *out = table;
    counted.schemas++;
    return 0;
}

typedef struct {
    struct ArrowArray columns[2], *children[2];
} rows;

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    (void)stream;
    memset(out, 0, sizeof *out);
    if (++counted.batch == counted.fails) return 5;
    if (counted.batch > BATCHES) return 0;
    const struct ArrowArray dates = {ROWS, 1, 0, 2, 0, RECEIVED_ON, NULL, NULL, release_child_array, NULL};
    const struct ArrowArray names = {ROWS, 0, 0, 3, 0, CASE_NO, NULL, NULL, release_child_array, NULL};
    rows *held = calloc(1, sizeof *held);
    CHECK(held != NULL);
    held->columns[0] = dates;
    held->columns[1] = names;
    held->children[0] = &held->columns[0];
    held->children[1] = &held->columns[1];
    const struct ArrowArray table = {ROWS, 0, 0, 1, 2, TABLE, held->children, NULL, release_array, held};
    *out = table;
    counted.arrays++;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return "the disk is gone";
}

static struct ArrowArrayStream producer(int fails) {
    const struct ArrowArrayStream made = {get_schema, get_next, get_last_error, release_stream, NULL};
    memset(&counted, 0, sizeof counted);
    counted.streams = 1;
    counted.fails = fails;
    return made;
}

/* All that was handed out came back, once. */
static void all_released(void) {
    CHECK(counted.released_streams == counted.streams);
    CHECK(counted.released_schemas == counted.schemas);
    CHECK(counted.released_arrays == counted.arrays);
}

/* ---- what comes out ---------------------------------------------------------------------------- */

/* The place of a column, which must have this format. */
static int64_t column(const struct ArrowSchema *schema, const char *name, const char *format) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (strcmp(schema->children[i]->name, name) == 0) {
            CHECK(strcmp(schema->children[i]->format, format) == 0);
            return i;
        }
    }
    fprintf(stderr, "no column %s\n", name);
    exit(1);
}

static int there(const struct ArrowArray *of, int64_t row) {
    const uint8_t *valid = of->buffers[0];
    const int64_t at = of->offset + row;
    return valid == NULL || (valid[at / 8] >> (at % 8) & 1);
}

static int32_t date(const struct ArrowArray *of, int64_t row) {
    return there(of, row) ? ((const int32_t *)of->buffers[1])[of->offset + row] : OMBUD_NO_DATE;
}

static int says(const struct ArrowArray *of, int64_t row, const char *wanted) {
    const int32_t *ends = (const int32_t *)of->buffers[1] + of->offset + row;
    const size_t len = (size_t)(ends[1] - ends[0]);
    return there(of, row) && len == strlen(wanted) && memcmp((const char *)of->buffers[2] + ends[0], wanted, len) == 0;
}

static const char DUE_DATES[] =
    "{\"batch\":\"due_dates\",\"regime\":\"cn-complaints-2020\",\"clock\":\"CN-CM-018a\",\"column\":\"received\"}";
static const char DUE[] =
    "{\"batch\":\"due\",\"keep\":[\"case_no\"],\"request\":{\"regimes\":[\"cn-complaints-2020\"],"
    "\"received\":{\"column\":\"received\"},\"as_of\":\"2026-03-04\"}}";

static uint32_t asked(const ombud_engine *engine, const char *spec, struct ArrowArrayStream *table,
                      struct ArrowArrayStream *answers) {
    return ombud_engine_batch(engine, bytes(spec), strlen(spec), table, answers, &e);
}

/* The engine is freed before the first row is read. */
static struct ArrowArrayStream answers_of(const char *spec, int fails) {
    ombud_engine *engine = builtin_engine();
    struct ArrowArrayStream table = producer(fails), answers;
    OK(asked(engine, spec, &table, &answers), e);
    CHECK(table.release == NULL && answers.release != NULL);
    ombud_engine_free(engine);
    return answers;
}

static void due_dates(void) {
    struct ArrowArrayStream answers = answers_of(DUE_DATES, 0);
    struct ArrowSchema schema;
    struct ArrowArray batch;
    int64_t seen = 0;
    CHECK(answers.get_schema(&answers, &schema) == 0);
    const int64_t due = column(&schema, "due", "tdD");
    for (;;) {
        CHECK(answers.get_next(&answers, &batch) == 0);
        if (batch.release == NULL) break;
        for (int64_t row = 0; row < batch.length; row++, seen++) {
            const int32_t wanted[ROWS] = {DAY + 15, OMBUD_NO_DATE, DAY + 16};
            CHECK(date(batch.children[due], row) == wanted[seen % ROWS]);
        }
        batch.release(&batch);
    }
    CHECK(seen == ROWS * BATCHES);
    schema.release(&schema);
    answers.release(&answers);
    CHECK(answers.release == NULL);
    all_released();
    CHECK(counted.arrays == BATCHES);
}

static void due(void) {
    struct ArrowArrayStream answers = answers_of(DUE, 0);
    struct ArrowSchema schema;
    struct ArrowArray batch;
    int64_t rows_seen = -1, found = 0;
    CHECK(answers.get_schema(&answers, &schema) == 0);
    const int64_t row_of = column(&schema, "row", "l"), kept = column(&schema, "case_no", "u");
    const int64_t clock = column(&schema, "clock", "u"), day = column(&schema, "due", "tdD");
    const int64_t failed = column(&schema, "error_code", "u");
    for (;;) {
        CHECK(answers.get_next(&answers, &batch) == 0);
        if (batch.release == NULL) break;
        for (int64_t line = 0; line < batch.length; line++) {
            struct ArrowArray **columns = batch.children;
            const int64_t row = ((const int64_t *)columns[row_of]->buffers[1])[columns[row_of]->offset + line];
            const char *names[ROWS] = {"TS-1", "TS-2", "TS-3"};
            CHECK(row == rows_seen || row == rows_seen + 1);
            rows_seen = row;
            CHECK(says(columns[kept], line, names[row % ROWS]));
            CHECK(!there(columns[failed], line));
            if (says(columns[clock], line, "CN-CM-018a")) {
                const int32_t wanted[ROWS] = {DAY + 15, OMBUD_NO_DATE, DAY + 16};
                CHECK(date(columns[day], line) == wanted[row % ROWS]);
                found++;
            }
        }
        batch.release(&batch);
    }
    CHECK(rows_seen == ROWS * BATCHES - 1 && found == ROWS * BATCHES);
    schema.release(&schema);
    answers.release(&answers);
    all_released();
}

/* Whoever stops early releases what there is; what the producer says is passed on. */
static void ended_early(void) {
    struct ArrowArrayStream answers = answers_of(DUE_DATES, 0);
    struct ArrowArray batch;
    answers.release(&answers);
    all_released();

    answers = answers_of(DUE, 0);
    CHECK(answers.get_next(&answers, &batch) == 0 && batch.release != NULL);
    answers.release(&answers);
    CHECK(batch.length > 0); /* a batch outlives its stream */
    batch.release(&batch);
    all_released();

    answers = answers_of(DUE_DATES, 2);
    CHECK(answers.get_next(&answers, &batch) == 0 && batch.release != NULL);
    batch.release(&batch);
    CHECK(answers.get_next(&answers, &batch) != 0);
    CHECK(strstr(answers.get_last_error(&answers), "the disk is gone") != NULL);
    answers.release(&answers);
    all_released();
}

/* The table is taken over whether all goes well or not, and the answers stay as they are. */
static void refused_tables(const ombud_engine *engine) {
    static char storage[2 * sizeof(struct ArrowArrayStream)];
    struct ArrowArrayStream *odd = (struct ArrowArrayStream *)(void *)(storage + 1);
    struct ArrowArrayStream table, answers = {NULL, NULL, NULL, NULL, storage};
#define TAKEN(expected, engine, data, len, answers)                                               \
    do {                                                                                          \
        table = producer(0);                                                                      \
        FAILS(expected, ombud_engine_batch(engine, data, len, &table, answers, &e), e);           \
        CHECK(table.release == NULL);                                                             \
        all_released();                                                                           \
    } while (0)
    const size_t len = strlen(DUE);
    TAKEN(OMBUD_ERROR_INVALID_ARGUMENT, NULL, bytes(DUE), len, &answers);
    TAKEN(OMBUD_ERROR_INVALID_ARGUMENT, (const ombud_engine *)(const void *)odd, bytes(DUE), len, &answers);
    TAKEN(OMBUD_ERROR_INVALID_ARGUMENT, engine, NULL, 1, &answers);
    TAKEN(OMBUD_ERROR_INVALID_ARGUMENT, engine, bytes(DUE), SIZE_MAX, &answers);
    TAKEN(OMBUD_ERROR_INVALID_ARGUMENT, engine, bytes(DUE), len, NULL);
    TAKEN(OMBUD_ERROR_INVALID_ARGUMENT, engine, bytes(DUE), len, odd);
    TAKEN(OMBUD_ERROR_INVALID_JSON, engine, bytes("{"), 1, &answers);
    TAKEN(OMBUD_ERROR_INVALID_UTF8, engine, bytes("\"\xff\""), 3, &answers);
    REFUSED(ombud_engine_batch(engine, bytes(DUE), len, NULL, &answers, &e));
    REFUSED(ombud_engine_batch(engine, bytes(DUE), len, odd, &answers, &e));
    /* One that was released before. */
    table = producer(0);
    table.release(&table);
    REFUSED(asked(engine, DUE, &table, &answers));
    CHECK(counted.released_streams == 1 && counted.schemas == 0);
    CHECK(answers.release == NULL && answers.private_data == storage);
    table = producer(0);
    CHECK(ombud_engine_batch(engine, NULL, 1, &table, &answers, NULL) == OMBUD_ERROR_INVALID_ARGUMENT);
    all_released();
}

/* ---- many requests in one call ----------------------------------------------------------------- */

static const char REQUESTS[] = "{\"calendar\":\"cn\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}{}";
static const int64_t OFFSETS[] = {0, 55, 57, 57};
enum { ASKED = 3 };

#define FLAT(engine, operation, offsets, rows, requests, len, codes, ends, out) \
    ombud_engine_call_flat(engine, operation, offsets, rows, bytes(requests), len, codes, ends, out, &e)
#define COUNT(offsets, rows, len, codes, ends, out) \
    FLAT(engine, "clock.count", offsets, rows, REQUESTS, len, codes, ends, out)

/* The end of each answer, copied: bytes may lie anywhere. */
static int64_t end(const ombud_bytes *ends, size_t row) {
    int64_t number;
    CHECK(ombud_bytes_len(ends) >= (row + 1) * sizeof number);
    memcpy(&number, ombud_bytes_data(ends) + row * sizeof number, sizeof number);
    return number;
}

static void flat(const ombud_engine *engine) {
    uint32_t codes[ASKED] = {7, 7, 7};
    ombud_bytes *ends = NULL, *out = NULL;
    OK(COUNT(OFFSETS, ASKED, 57, codes, &ends, &out), e);
    CHECK(codes[0] == 0 && codes[1] == OMBUD_ERROR_INVALID_FIELD && codes[2] == OMBUD_ERROR_INVALID_JSON);
    CHECK(ombud_bytes_len(ends) == (ASKED + 1) * sizeof(int64_t));
    CHECK(end(ends, 0) == 0 && (size_t)end(ends, ASKED) == ombud_bytes_len(out));
    /* Each row is answered as it would be alone. */
    ombud_bytes *alone = NULL;
    OK(ombud_engine_call(engine, "clock.count", bytes(REQUESTS), 55, &alone, &e), e);
    CHECK((size_t)end(ends, 1) == ombud_bytes_len(alone));
    CHECK(memcmp(text(out), text(alone), ombud_bytes_len(alone)) == 0);
    ombud_bytes_free(alone);
    CHECK(ombud_engine_call(engine, "clock.count", bytes("{}"), 2, &alone, &e) == OMBUD_ERROR_INVALID_FIELD);
    const size_t len = (size_t)(end(ends, 2) - end(ends, 1));
    CHECK(len == strlen(ombud_error_json(e)) && memcmp(text(out) + end(ends, 1), ombud_error_json(e), len) == 0);
    ombud_error_free(e);
    e = NULL;
    ombud_bytes_free(ends);
    ombud_bytes_free(out);

    /* No rows need one offset and nothing else. */
    OK(ombud_engine_call_flat(engine, "clock.count", OFFSETS, 0, NULL, 0, NULL, &ends, &out, &e), e);
    CHECK(ombud_bytes_len(ends) == sizeof(int64_t) && end(ends, 0) == 0 && ombud_bytes_len(out) == 0);
    ombud_bytes_free(ends);
    ombud_bytes_free(out);
}

/* What is wrong with the call as such: no row is asked and nothing is written. */
static void refused_calls(const ombud_engine *engine) {
    static char storage[64];
    static char mark;
    uint32_t codes[ASKED] = {7, 7, 7};
    ombud_bytes *ends = (ombud_bytes *)(void *)&mark, *out = ends;
    int64_t offsets[ASKED + 1];
    const int64_t wrong[][ASKED + 1] = {{0, 55, 50, 57}, {-1, 55, 57, 57}, {0, 55, 57, 58}, {60, 55, 57, 57},
                                        {0, INT64_MAX, INT64_MAX, INT64_MAX}, {0, INT64_MIN, 0, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) REFUSED(COUNT(wrong[i], ASKED, 57, codes, &ends, &out));
    REFUSED(COUNT(OFFSETS, ASKED, 56, codes, &ends, &out));
    FAILS(OMBUD_ERROR_UNKNOWN_OPERATION, FLAT(engine, "no.such", OFFSETS, ASKED, REQUESTS, 57, codes, &ends, &out), e);
    FAILS(OMBUD_ERROR_INVALID_UTF8, FLAT(engine, "\xff", OFFSETS, ASKED, REQUESTS, 57, codes, &ends, &out), e);

    REFUSED(FLAT(NULL, "clock.count", OFFSETS, ASKED, REQUESTS, 57, codes, &ends, &out));
    REFUSED(FLAT(engine, NULL, OFFSETS, ASKED, REQUESTS, 57, codes, &ends, &out));
    REFUSED(FLAT(engine, "clock.count", OFFSETS, ASKED, NULL, 57, codes, &ends, &out));
    REFUSED(COUNT(NULL, ASKED, 57, codes, &ends, &out));
    REFUSED(COUNT(NULL, 0, 57, codes, &ends, &out));
    REFUSED(COUNT((const int64_t *)(void *)(storage + 1), ASKED, 57, codes, &ends, &out));
    REFUSED(COUNT(OFFSETS, ASKED, 57, NULL, &ends, &out));
    REFUSED(COUNT(OFFSETS, ASKED, 57, (uint32_t *)(void *)(storage + 1), &ends, &out));
    REFUSED(COUNT(OFFSETS, ASKED, 57, codes, NULL, &out));
    REFUSED(COUNT(OFFSETS, ASKED, 57, codes, (ombud_bytes **)(void *)(storage + 1), &out));
    REFUSED(COUNT(OFFSETS, ASKED, 57, codes, &ends, NULL));
    REFUSED(COUNT(OFFSETS, ASKED, 57, codes, &ends, (ombud_bytes **)(void *)(storage + 1)));
    REFUSED(COUNT(OFFSETS, SIZE_MAX, 57, codes, &ends, &out));
    REFUSED(COUNT(OFFSETS, SIZE_MAX / 8, 57, codes, &ends, &out));
    REFUSED(COUNT(OFFSETS, ASKED, SIZE_MAX, codes, &ends, &out));
    /* Codes over the offsets. */
    memcpy(offsets, OFFSETS, sizeof offsets);
    REFUSED(COUNT(offsets, ASKED, 57, (uint32_t *)(void *)offsets, &ends, &out));
    REFUSED(COUNT(offsets, ASKED, 57, (uint32_t *)(void *)(offsets + ASKED), &ends, &out));
    CHECK(memcmp(offsets, OFFSETS, sizeof offsets) == 0);
    /* And over the requests, from before their first byte to their last. */
    static uint32_t held[ASKED + 16 + ASKED];
    memcpy(held + ASKED, REQUESTS, 57);
    for (size_t at = 1; at < ASKED + 15; at++) {
        REFUSED(FLAT(engine, "clock.count", OFFSETS, ASKED, (const char *)(held + ASKED), 57, held + at, &ends, &out));
    }
    CHECK(memcmp(held + ASKED, REQUESTS, 57) == 0);
    /* Two answers in one place, where the first could never be freed. */
    REFUSED(COUNT(OFFSETS, ASKED, 57, codes, &out, &out));
    REFUSED(ombud_engine_call_flat(engine, "clock.count", OFFSETS, 0, NULL, 0, NULL, &out, &out, &e));

    for (size_t i = 0; i < ASKED; i++) CHECK(codes[i] == 7);
    CHECK((void *)ends == (void *)&mark && (void *)out == (void *)&mark);
    CHECK(ombud_engine_call_flat(engine, "no.such", OFFSETS, 0, NULL, 0, NULL, &ends, &out, NULL) ==
          OMBUD_ERROR_UNKNOWN_OPERATION);
}

int main(void) {
    ombud_engine *engine = builtin_engine();
    due_dates();
    due();
    ended_early();
    refused_tables(engine);
    flat(engine);
    refused_calls(engine);
    ombud_engine_free(engine);
    return 0;
}
