/* A workflow of your own, run by integers: the loop allocates nothing once it is warm.
 *
 *   cc machine.c $(pkg-config --cflags --libs ombud) -o machine && ./machine
 */

#include <inttypes.h>
#include <ombud.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char DEFINITION[] =
    "{\"format_version\":1,\"id\":\"letters\",\"title\":{\"zh\":\"信件\",\"en\":\"Letters\"},"
    "\"data\":[{\"id\":\"sent\",\"type\":\"int\",\"initial\":0}],"
    "\"events\":["
    "{\"id\":\"draft\",\"title\":{\"zh\":\"拟稿\",\"en\":\"draft\"},\"kind\":\"human\"},"
    "{\"id\":\"send\",\"title\":{\"zh\":\"发出\",\"en\":\"send\"},\"kind\":\"human\"}],"
    "\"initial\":\"waiting\",\"states\":["
    "{\"id\":\"waiting\",\"title\":{\"zh\":\"待拟\",\"en\":\"waiting\"},"
    "\"transitions\":[{\"id\":\"t1\",\"event\":\"draft\",\"target\":\"drafted\"}]},"
    "{\"id\":\"drafted\",\"title\":{\"zh\":\"已拟\",\"en\":\"drafted\"},"
    "\"transitions\":[{\"id\":\"t2\",\"event\":\"send\",\"target\":\"waiting\",\"effects\":["
    "{\"assign\":{\"id\":\"t2.sent\",\"data\":\"sent\",\"value\":\"sent + 1\"}}]}]}]}";

static void must(uint32_t number, ombud_error *error) {
    if (number != OMBUD_OK) {
        fprintf(stderr, "%s\n", ombud_error_message(error, OMBUD_LANG_EN));
        exit(1);
    }
}

int main(int argc, char **argv) {
    const int64_t rounds = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    ombud_error *error = NULL;
    ombud_workflow *workflow = NULL;
    ombud_machine *machine = NULL;
    ombud_bytes *out = NULL;
    uint32_t draft = 0, send = 0, status = 0;

    must(ombud_workflow_compile(NULL, (const uint8_t *)DEFINITION, strlen(DEFINITION), &workflow, &error), error);
    must(ombud_workflow_event(workflow, "draft", &draft, &error), error);
    must(ombud_workflow_event(workflow, "send", &send, &error), error);
    must(ombud_machine_new(workflow, &machine, &error), error);
    must(ombud_machine_begin(machine, 0, &status, &error), error);

    const clock_t start = clock();
    for (int64_t now = 0; now < 2 * rounds; now += 2) {
        must(ombud_machine_send(machine, draft, now, &status, &error), error);
        must(ombud_machine_send(machine, send, now + 1, &status, &error), error);
    }
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    fprintf(stderr, "%.0f ns a step\n", seconds / (double)(2 * rounds) * 1e9);

    /* An event that does not fit is refused: an answer and no error. */
    must(ombud_machine_send(machine, send, 2 * rounds, &status, &error), error);
    if (status == OMBUD_STEP_REFUSED) {
        must(ombud_machine_refusal(machine, &out, &error), error);
        printf("refused: %s\n", (const char *)ombud_bytes_data(out));
        ombud_bytes_free(out);
    }
    must(ombud_machine_state(machine, &out, &error), error);
    printf("%s\n", (const char *)ombud_bytes_data(out));
    ombud_bytes_free(out);
    ombud_machine_free(machine);
    ombud_workflow_free(workflow);
    return 0;
}
