/* A complaint from lodging to close: each command is decided into events, which the firm keeps and
 * then applies, or refused with every reason. Here they are kept in a file.
 *
 *   cc case.c $(pkg-config --cflags --libs ombud) -o case && ./case events.jsonl
 */

#include <ombud.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char LODGED[] = "2026-03-02T10:00:00+08:00";
static const char OPENING[] =
    "{\"complaint\":{\"format_version\":1,\"id\":\"TS-1\",\"received\":\"2026-03-02T09:30:00+08:00\","
    "\"kind\":\"complaint\",\"channel\":\"branch\",\"narrative\":\"手续费多收了一次。\"},"
    "\"life\":\"cn-complaint\",\"regimes\":[\"cn-complaints-2020\"],"
    "\"by\":{\"id\":\"zhao\",\"roles\":[\"intake\"]}}";

#define SUN "\"by\":{\"id\":\"sun\",\"roles\":[\"handler\"]}"
#define ZHOU "\"by\":{\"id\":\"zhou\",\"roles\":[\"reviewer\"]}"
#define QIAN "\"by\":{\"id\":\"qian\",\"roles\":[\"manager\"]}"

static const struct {
    const char *now, *command;
} COMMANDS[] = {
    {"2026-03-02T10:30:00+08:00", "{\"act\":\"assign\"," QIAN ",\"fields\":{\"handler\":\"sun\",\"no_interest\":\"yes\"}}"},
    {"2026-03-03T09:20:00+08:00", "{\"act\":\"cn.contact\"," SUN ",\"fields\":{\"channel\":\"电话\"}}"},
    {"2026-03-05T16:00:00+08:00", "{\"act\":\"record_findings\"," SUN ",\"fields\":{\"findings\":\"确系重复收费\"},"
                                  "\"facts\":{\"decision.unit\":\"branch\"}}"},
    {"2026-03-06T10:00:00+08:00", "{\"act\":\"propose_decision\"," SUN ",\"fields\":{\"outcome\":\"upheld\","
                                  "\"basis\":\"收费公示第3条\",\"reasons\":\"同一业务收了两次\"}}"},
    /* Nobody approves what they proposed themselves: refused. */
    {"2026-03-06T10:05:00+08:00", "{\"act\":\"approve_decision\"," SUN "}"},
    {"2026-03-07T09:00:00+08:00", "{\"act\":\"approve_decision\"," ZHOU "}"},
    /* A letter that leaves out the remedies: refused, with the article. */
    {"2026-03-09T10:00:00+08:00", "{\"act\":\"cn.notify_decision\"," SUN ",\"fields\":{\"outcome\":\"upheld\","
                                  "\"document\":\"L-1\",\"contents\":[\"verified\",\"basis\"]}}"},
    {"2026-03-09T10:10:00+08:00", "{\"act\":\"cn.notify_decision\"," SUN ",\"fields\":{\"outcome\":\"upheld\","
                                  "\"document\":\"L-1\",\"contents\":[\"verified\",\"basis\",\"remedies\"]}}"},
    /* Closed before the cause was found: refused. */
    {"2026-03-10T14:00:00+08:00", "{\"act\":\"close\"," SUN "}"},
    {"2026-03-10T14:30:00+08:00", "{\"act\":\"find_cause\"," QIAN ",\"fields\":{\"fault\":\"firm\",\"cause\":\"fees\"}}"},
    {"2026-03-10T15:00:00+08:00", "{\"act\":\"close\"," SUN "}"},
};

static const char ASKS[] = "{\"id\":\"sun\",\"roles\":[\"handler\"]}";

static void must(uint32_t number, ombud_error *error) {
    if (number != OMBUD_OK) {
        fprintf(stderr, "%s\n", ombud_error_message(error, OMBUD_LANG_EN));
        exit(1);
    }
}

static const char *text(const ombud_bytes *answer) { return (const char *)ombud_bytes_data(answer); }

/* What a firm keeps it keeps before it goes on. */
static void keep(FILE *file, const ombud_bytes *events) {
    if (fprintf(file, "%s\n", text(events)) < 0 || fflush(file) != 0) exit(1);
}

int main(int argc, char **argv) {
    ombud_engine *engine = NULL;
    ombud_case *complaint = NULL;
    ombud_bytes *out = NULL;
    ombud_error *error = NULL;
    FILE *kept = fopen(argc > 1 ? argv[1] : "events.jsonl", "w");
    if (kept == NULL) return 1;

    must(ombud_engine_new(NULL, 0, &engine, &error), error);
    must(ombud_case_open(engine, (const uint8_t *)OPENING, strlen(OPENING), LODGED, &complaint, &error), error);
    must(ombud_case_log(complaint, &out, &error), error);
    keep(kept, out);
    ombud_bytes_free(out);

    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        const char *now = COMMANDS[i].now, *command = COMMANDS[i].command;
        must(ombud_case_decide(complaint, (const uint8_t *)command, strlen(command), now, &out, &error), error);
        /* The answer has one key. Keep what was accepted first; only then does the case change. */
        const int accepted = strncmp(text(out), "{\"accepted\":", 12) == 0;
        printf("%s %s\n  %s\n", now, command, accepted ? "accepted" : text(out));
        if (accepted) {
            keep(kept, out);
            must(ombud_case_apply(complaint, ombud_bytes_data(out), ombud_bytes_len(out), &error), error);
        }
        ombud_bytes_free(out);
    }

    must(ombud_case_view(complaint, (const uint8_t *)ASKS, strlen(ASKS), "2026-03-10T15:00:00+08:00", &out, &error), error);
    printf("at the end\n  %s\n", text(out));
    ombud_bytes_free(out);

    ombud_case_free(complaint);
    ombud_engine_free(engine);
    return fclose(kept) == 0 ? 0 : 1;
}
