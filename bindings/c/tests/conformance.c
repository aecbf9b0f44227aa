/* The corpus answered in C: `conformance REQUESTS OUT`, linked with the library for tests. For each
 * line, in the order of the files' names, it writes the id, a tab, the answer or the error's document,
 * and a line feed: the same bytes as crates/ombud-doors/examples/conformance. */

#define _DEFAULT_SOURCE

#include "check.h"
#include <dirent.h>

/* ---- as much JSON as the corpus needs: an object of texts and lists of texts ------------------- */

typedef struct {
    char *text;
    size_t len;
} string;

typedef struct {
    string key;
    string *items; /* one for a text */
    size_t count;
    int list;
} field;

typedef struct {
    field *fields;
    size_t count;
} object;

static void *grown(void *place, size_t count, size_t size) {
    if ((count & (count - 1)) == 0) place = realloc(place, (count ? 2 * count : 1) * size);
    CHECK(place != NULL);
    return place;
}

static void put(char **to, uint32_t point) {
    if (point < 0x80) {
        *(*to)++ = (char)point;
        return;
    }
    const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    const uint32_t heads[] = {0, 0xc0, 0xe0, 0xf0};
    *(*to)++ = (char)(heads[more] | (point >> (6 * more)));
    for (int i = more - 1; i >= 0; i--) *(*to)++ = (char)(0x80 | ((point >> (6 * i)) & 0x3f));
}

static uint32_t hex(const char **at, int digits) {
    char word[9] = {0};
    memcpy(word, *at, (size_t)digits);
    *at += digits;
    return (uint32_t)strtoul(word, NULL, 16);
}

static string read_text(const char **at) {
    CHECK(**at == '"');
    string out = {malloc(strlen(*at) + 1), 0};
    char *to = out.text;
    CHECK(to != NULL);
    for ((*at)++; **at != '"';) {
        CHECK(**at != '\0');
        if (**at != '\\') {
            *to++ = *(*at)++;
            continue;
        }
        const char escaped = (*at)[1];
        *at += 2;
        if (escaped == 'u') {
            uint32_t point = hex(at, 4);
            if (point >= 0xd800 && point < 0xdc00) {
                *at += 2;
                point = 0x10000 + ((point - 0xd800) << 10) + (hex(at, 4) - 0xdc00);
            }
            put(&to, point);
        } else {
            const char *from = "nrtbf", *into = "\n\r\t\b\f", *found = strchr(from, escaped);
            *to++ = found ? into[found - from] : escaped;
        }
    }
    (*at)++;
    *to = '\0';
    out.len = (size_t)(to - out.text);
    return out;
}

static object read_object(const char *at) {
    object out = {NULL, 0};
    CHECK(*at++ == '{');
    while (*at != '}') {
        field one = {read_text(&at), NULL, 0, 0};
        CHECK(*at++ == ':');
        one.list = *at == '[';
        if (one.list) at++;
        while (*at != ']') {
            one.items = grown(one.items, one.count, sizeof *one.items);
            one.items[one.count++] = read_text(&at);
            if (!one.list) break;
            if (*at == ',') at++;
        }
        if (one.list) at++;
        out.fields = grown(out.fields, out.count, sizeof *out.fields);
        out.fields[out.count++] = one;
        if (*at == ',') at++;
    }
    return out;
}

static void free_object(object of) {
    for (size_t i = 0; i < of.count; i++) {
        for (size_t j = 0; j < of.fields[i].count; j++) free(of.fields[i].items[j].text);
        free(of.fields[i].items);
        free(of.fields[i].key.text);
    }
    free(of.fields);
}

static const field *find(const object *of, const char *key) {
    for (size_t i = 0; i < of->count; i++) {
        if (strcmp(of->fields[i].key.text, key) == 0) return &of->fields[i];
    }
    return NULL;
}

static string get(const object *of, const char *key) {
    const field *found = find(of, key);
    CHECK(found != NULL && !found->list && found->count == 1);
    return found->items[0];
}

/* ---- answers ---------------------------------------------------------------------------------- */

static FILE *out;
static ombud_engine *engine;

static void write_bytes(ombud_bytes *bytes) {
    CHECK(fwrite(ombud_bytes_data(bytes), 1, ombud_bytes_len(bytes), out) == ombud_bytes_len(bytes));
    ombud_bytes_free(bytes);
}

/* Writes the error's document and frees it, where there is one. */
static int ended(uint32_t number, ombud_error *error) {
    if (number == OMBUD_OK) return 0;
    fputs(ombud_error_json(error), out);
    ombud_error_free(error);
    return 1;
}

static void operation(const object *line) {
    ombud_bytes *answer = NULL;
    ombud_error *error = NULL;
    const field *coded = find(line, "request_hex");
    string request = get(line, coded ? "request_hex" : "request");
    if (coded) {
        const char *at = request.text;
        for (size_t i = 0; i < request.len / 2; i++) request.text[i] = (char)hex(&at, 2);
        request.len /= 2;
    }
    const uint32_t number = ombud_engine_call(engine, get(line, "op").text, bytes(request.text), request.len, &answer, &error);
    if (!ended(number, error)) write_bytes(answer);
}

static void due_dates(const object *args) {
    const field *triggers = find(args, "triggers");
    ombud_error *error = NULL;
    int32_t *days = calloc(triggers->count + 1, sizeof *days), *due = calloc(triggers->count + 1, sizeof *due);
    CHECK(days != NULL && due != NULL);
    for (size_t i = 0; i < triggers->count; i++) {
        const char *text = triggers->items[i].text;
        days[i] = OMBUD_NO_DATE;
        if (*text != '\0') {
            OK(ombud_date_days((int32_t)strtol(text, NULL, 10), (int32_t)strtol(text + 5, NULL, 10),
                               (int32_t)strtol(text + 8, NULL, 10), &days[i], &error), error);
        }
    }
    const uint32_t number = ombud_engine_due_dates(engine, get(args, "regime").text, get(args, "clock").text, days,
                                                   triggers->count, due, &error);
    if (!ended(number, error)) {
        for (size_t i = 0; i < triggers->count; i++) {
            int32_t year, month, day;
            fputs(i ? "," : "[", out);
            if (due[i] == OMBUD_NO_DATE) {
                fputs("\"\"", out);
                continue;
            }
            OK(ombud_date_ymd(due[i], &year, &month, &day, &error), error);
            fprintf(out, "\"%04d-%02d-%02d\"", (int)year, (int)month, (int)day);
        }
        fputs("]", out);
    }
    free(days);
    free(due);
}

static void machine_run(const object *args) {
    const field *events = find(args, "events");
    const string definition = get(args, "definition");
    const int64_t from = strtoll(get(args, "from").text, NULL, 10), step = strtoll(get(args, "step").text, NULL, 10);
    ombud_workflow *workflow = NULL;
    ombud_machine *machine = NULL;
    ombud_bytes *snapshot = NULL, *state = NULL;
    ombud_error *error = NULL;
    uint16_t *numbers = calloc(events->count + 1, sizeof *numbers);
    uint8_t *statuses = calloc(events->count + 1, 1);
    uint32_t number = ombud_workflow_compile(NULL, bytes(definition.text), definition.len, &workflow, &error);
    CHECK(numbers != NULL && statuses != NULL);
    for (size_t i = 0; number == OMBUD_OK && i < events->count; i++) {
        uint32_t event = 0;
        number = ombud_workflow_event(workflow, events->items[i].text, &event, &error);
        numbers[i] = (uint16_t)event;
    }
    uint32_t begun;
    if (number == OMBUD_OK) number = ombud_machine_new(workflow, &machine, &error);
    if (number == OMBUD_OK) number = ombud_machine_begin(machine, from, &begun, &error);
    if (number == OMBUD_OK) number = ombud_machine_send_many(machine, numbers, events->count, from, step, statuses, &error);
    if (number == OMBUD_OK) number = ombud_machine_snapshot(machine, &snapshot, &error);
    if (number == OMBUD_OK) number = ombud_machine_state(machine, &state, &error);
    if (!ended(number, error)) {
        fputs("{\"snapshot\":", out);
        write_bytes(snapshot);
        fputs(",\"state\":", out);
        write_bytes(state);
        fputs(",\"statuses\":[", out);
        for (size_t i = 0; i < events->count; i++) fprintf(out, i ? ",%u" : "%u", statuses[i]);
        fputs("]}", out);
    }
    free(numbers);
    free(statuses);
    ombud_machine_free(machine);
    ombud_workflow_free(workflow);
}

static void case_life(const object *args) {
    const field *commands = find(args, "commands"), *times = find(args, "times");
    const string opening = get(args, "opening"), who = get(args, "who");
    const char *last = get(args, "now").text;
    ombud_case *complaint = NULL;
    ombud_bytes *log = NULL, *view = NULL;
    ombud_error *error = NULL;
    CHECK(commands->count == times->count);
    uint32_t number = ombud_case_open(engine, bytes(opening.text), opening.len, last, &complaint, &error);
    for (size_t i = 0; number == OMBUD_OK && i < commands->count; i++) {
        ombud_bytes *decided = NULL;
        last = times->items[i].text;
        number = ombud_case_decide(complaint, bytes(commands->items[i].text), commands->items[i].len, last, &decided, &error);
        if (number == OMBUD_OK && strncmp(text(decided), "{\"accepted\":", 12) == 0) {
            number = ombud_case_apply(complaint, ombud_bytes_data(decided), ombud_bytes_len(decided), &error);
        }
        ombud_bytes_free(decided);
    }
    if (number == OMBUD_OK) number = ombud_case_log(complaint, &log, &error);
    if (number == OMBUD_OK) number = ombud_case_view(complaint, bytes(who.text), who.len, last, &view, &error);
    if (!ended(number, error)) {
        fputs("{\"log\":", out);
        write_bytes(log);
        fputs(",\"view\":", out);
        write_bytes(view);
        fputs("}", out);
    }
    ombud_case_free(complaint);
}

static void answer_line(const char *text) {
    const object line = read_object(text);
    fprintf(out, "%s\t", get(&line, "id").text);
    const field *method = find(&line, "method");
    if (method == NULL) {
        operation(&line);
    } else {
        const object args = read_object(get(&line, "args").text);
        const char *name = method->items[0].text;
        if (strcmp(name, "engine.due_dates") == 0) due_dates(&args);
        else if (strcmp(name, "machine.run") == 0) machine_run(&args);
        else if (strcmp(name, "case.life") == 0) case_life(&args);
        else CHECK(!"a method that is known");
        free_object(args);
    }
    fputs("\n", out);
    free_object(line);
}

/* ---- files ------------------------------------------------------------------------------------ */

static int requests(const struct dirent *entry) {
    const size_t len = strlen(entry->d_name);
    return len > 6 && strcmp(entry->d_name + len - 6, ".jsonl") == 0;
}

int main(int argc, char **argv) {
    struct dirent **names;
    size_t answered = 0, room = 0;
    char *line = NULL;
    CHECK(argc == 3);
    const int count = scandir(argv[1], &names, requests, alphasort);
    out = fopen(argv[2], "wb");
    CHECK(count > 0 && out != NULL);
    engine = builtin_engine();
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        FILE *file = fopen(path, "rb");
        CHECK(file != NULL);
        while (getline(&line, &room, file) > 0) {
            answer_line(line);
            answered++;
        }
        fclose(file);
        free(names[i]);
    }
    free(names);
    free(line);
    ombud_engine_free(engine);
    CHECK(fclose(out) == 0);
    printf("%u answered\n", (unsigned)answered);
    return 0;
}
