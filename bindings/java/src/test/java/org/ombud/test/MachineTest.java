package org.ombud.test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import org.ombud.DocumentException;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.Machine;
import org.ombud.OmbudException;
import org.ombud.Workflow;
import org.ombud.WorkflowException;

/** Workflows and machines. */
final class MachineTest {
    private static final Workflow WORKFLOW = Workflow.compile(Jvm.chart());

    private MachineTest() {}

    private static Machine begun() {
        Machine machine = WORKFLOW.machine();
        Check.equal(Machine.MOVED, machine.begin(0));
        return machine;
    }

    static void stepsSayWhatCameOfThem() {
        try (Machine machine = begun()) {
            Check.equal("{}", machine.refusal());
            Check.equal(Machine.MOVED, machine.send(WORKFLOW.event("acknowledge"), Instant.ofEpochMilli(1000)));
            Check.equal(Machine.REFUSED, machine.send(WORKFLOW.event("paid"), 2000));
            Check.holds(machine.refusal(), "\"event\":\"paid\"");
            Check.holds(machine.state(), "\"states\":[\"triage\"]");
            Check.equal(Machine.DONE, machine.signal("{\"event\":\"withdraw\"}", 3000));
            Check.holds(machine.state(), "\"done\":true");
            Check.equal(OptionalLong.empty(), machine.nextDue());
            Check.equal(0, machine.fireDue(4000));
        }
    }

    static void timesOutOfReachAreRefused() {
        try (Machine machine = WORKFLOW.machine()) {
            for (Instant far : new Instant[] {Instant.MAX, Instant.MIN}) {
                Check.refused(ErrorCode.OUT_OF_RANGE, () -> machine.begin(far));
            }
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> machine.begin((Instant) null));
            Check.equal(Machine.MOVED, machine.begin(0));
            Check.refused(ErrorCode.OUT_OF_RANGE, () -> machine.send(0, Instant.MAX));
            Check.refused(ErrorCode.OUT_OF_RANGE, () -> machine.sendMany(new int[] {0}, Instant.MAX, 0));
            Check.refused(ErrorCode.OUT_OF_RANGE, () -> machine.signal("{\"event\":\"acknowledge\"}".getBytes(StandardCharsets.UTF_8), Instant.MAX));
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> machine.fireDue((Instant) null));
            OmbudException error = Check.refused(ErrorCode.UNKNOWN_EVENT, () -> machine.send(-1, 0));
            Check.equal(error.message(Locale.ENGLISH), error.message(null));
        }
    }

    static void manyStepsAreAsOneByOne() {
        int[] events = {WORKFLOW.event("acknowledge"), WORKFLOW.event("paid"), WORKFLOW.event("assign")};
        try (Machine many = begun(); Machine one = begun()) {
            byte[] statuses = many.sendMany(events, 1000, 10);
            for (int i = 0; i < events.length; i++) {
                Check.equal((int) statuses[i], one.send(events[i], 1000 + 10 * i));
            }
            Check.equal(one.snapshot(), many.snapshot());
            String before = many.snapshot();
            for (int wrong : new int[] {-1, 65_535, 65_536 + events[0], Integer.MIN_VALUE}) {
                Check.refused(ErrorCode.UNKNOWN_EVENT, () -> many.sendMany(new int[] {events[0], wrong}, 5000, 1));
            }
            // The same words for a number that the library refuses and for one that does not come so far.
            OmbudException theirs = Check.refused(ErrorCode.UNKNOWN_EVENT, () -> many.sendMany(new int[] {events[0], 65_535}, 5000, 1));
            OmbudException ours = Check.refused(ErrorCode.UNKNOWN_EVENT, () -> many.sendMany(new int[] {events[0], -1}, 5000, 1));
            int known = Integer.parseInt(theirs.json().replaceFirst(".*a number below (\\d+).*", "$1"));
            Check.equal(theirs.json().replace("a number below " + known, "a number that Workflow.event gave")
                    .replaceFirst("应为：[^；]*", "应为：Workflow.event给出的编号").replace("65535", "-1"), ours.json());
            Check.refused(ErrorCode.UNKNOWN_EVENT, () -> many.send(-1, 5000));
            Check.refused(ErrorCode.UNKNOWN_EVENT, () -> many.send(65_535, 5000));
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> many.sendMany(null, 5000, 1));
            Check.refused(ErrorCode.OUT_OF_RANGE, () -> many.sendMany(events, Long.MAX_VALUE, 1));
            Check.equal(before, many.snapshot());
            Check.equal(0, many.sendMany(new int[0], 5000, 1).length);
        }
    }

    static void stepsAreExplainedWhereThatIsWanted() {
        try (Machine machine = begun()) {
            machine.explain(true);
            machine.send(WORKFLOW.event("acknowledge"), 1000);
            Check.holds(machine.happened(), "triage");
        }
    }

    static void whatTheHostIsAskedToDoIsTold() {
        try (Engine engine = Engine.builtin();
                Workflow review = engine.compile(Jvm.read(Jvm.root().resolve("crates/ombud/tests/workflow/charts/review.json")));
                Machine machine = review.machine()) {
            machine.begin(0);
            Check.equal("[]", machine.emitted());
            Check.equal(1, machine.fireDue(3L * 24 * 60 * 60 * 1000));
            Check.equal("[{\"effect\":\"nudge\",\"fields\":{},\"kind\":\"notify\"}]", machine.emitted());
        }
    }

    static void aSnapshotGoesOnAndAnOlderOneIsRefused() {
        try (Machine machine = begun()) {
            machine.send(WORKFLOW.event("acknowledge"), 1000);
            String snapshot = machine.snapshot();
            try (Machine restored = WORKFLOW.restore(snapshot)) {
                Check.that(Arrays.equals(machine.snapshotBytes(), restored.snapshotBytes()), snapshot);
                Check.equal(Machine.MOVED, restored.send(WORKFLOW.event("assign"), 2000));
            }
            String older = snapshot.replace("\"format_version\":1", "\"format_version\":0");
            OmbudException error = Check.refused(ErrorCode.UNSUPPORTED_FORMAT, () -> WORKFLOW.restore(older));
            Check.that(error instanceof DocumentException, error.toString());
        }
    }

    static void packedWorkflowsAreFoundAndFaultyOnesRefused() {
        try (Engine engine = Engine.builtin(); Workflow found = engine.workflow("cn-complaint")) {
            Check.refused(ErrorCode.UNKNOWN_ITEM, () -> engine.workflow("nowhere"));
            Check.refused(ErrorCode.UNKNOWN_EVENT, () -> found.event("nothing"));
            try (Workflow own = engine.compile(Jvm.chart()); Machine machine = own.machine()) {
                machine.begin(Instant.EPOCH);
                machine.send(own.event("paid"), 0);
                Check.holds(machine.refusal(), "\"text\":{\"en\":");
            }
        }
        OmbudException error = Check.refused(ErrorCode.INVALID_WORKFLOW, () -> Workflow.compile(
                Jvm.chart().replace("\"initial\": \"received\"", "\"initial\": \"nowhere\"")));
        Check.that(error instanceof WorkflowException, error.toString());
    }
}
