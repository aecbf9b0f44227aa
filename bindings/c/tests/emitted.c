/* What the host is asked to do after a step, until the next one. */

#include "check.h"

static ombud_error *e;

/* Whoever closes asks for a notice; whoever opens asks for nothing. */
static const char ASKING[] =
    "{\"format_version\":1,\"id\":\"asking\",\"title\":{\"zh\":\"门\",\"en\":\"Door\"},\"events\":[" HUMAN("close")
    "," HUMAN("open") "],\"initial\":\"opened\",\"states\":["
    TITLED("opened") ",\"transitions\":[{\"id\":\"t1\",\"event\":\"close\",\"target\":\"closed\",\"effects\":["
    "{\"emit\":{\"id\":\"tell\",\"kind\":\"notify\",\"fields\":{\"door\":{\"type\":\"int\",\"value\":\"7\"}}}}]}]},"
    TITLED("closed") ",\"transitions\":[{\"id\":\"t2\",\"event\":\"open\",\"target\":\"opened\"}]}]}";

static void asked(const ombud_machine *machine, const char *wanted) {
    ombud_bytes *out = NULL;
    OK(ombud_machine_emitted(machine, &out, &e), e);
    if (strcmp(text(out), wanted) != 0) fprintf(stderr, "%s\n", text(out));
    CHECK(strcmp(text(out), wanted) == 0);
    ombud_bytes_free(out);
}

int main(void) {
    ombud_workflow *door = workflow(ASKING);
    ombud_machine *begun = machine(door);
    const char *notice = "[{\"effect\":\"tell\",\"fields\":{\"door\":7},\"kind\":\"notify\"}]";
    uint32_t close, open, status;
    OK(ombud_workflow_event(door, "close", &close, &e), e);
    OK(ombud_workflow_event(door, "open", &open, &e), e);
    asked(begun, "[]");
    OK(ombud_machine_send(begun, close, 1, &status, &e), e);
    asked(begun, notice);
    asked(begun, notice);
    OK(ombud_machine_send(begun, open, 2, &status, &e), e);
    asked(begun, "[]");
    ombud_machine_free(begun);
    ombud_workflow_free(door);
    return 0;
}
