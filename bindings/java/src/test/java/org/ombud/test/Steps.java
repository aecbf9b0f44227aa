package org.ombud.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ombud.Answers;
import org.ombud.Engine;
import org.ombud.Machine;
import org.ombud.OmbudCase;
import org.ombud.OmbudException;
import org.ombud.Workflow;

/** The steps of the corpus' scripts, which {@code crates/ombud-doors/examples/conformance/steps.rs} describes. */
final class Steps implements AutoCloseable {
    /** One typed function: what it answers as canonical JSON, null where it says nothing. */
    private interface Step {
        String run(Steps s, String... words);
    }

    private static final Map<String, Step> STEPS = new TreeMap<>();
    /** Methods that are no steps of this name, and where they are held. */
    private static final Map<String, String> OTHERWISE = new TreeMap<>();

    private static final Set<String> TAKEN = new TreeSet<>();

    static {
        STEPS.put("engine.new", (s, w) -> s.keep(s.engine = Engine.withSettings(s.document(w[1]))));
        STEPS.put("engine.bundle", (s, w) -> said(s.engine.bundle()));
        STEPS.put("engine.call", (s, w) -> s.call(w[1], s.document(w[2])));
        STEPS.put("engine.call_many", (s, w) -> callMany(s.engine.callMany(w[1], s.line.get(w[2]))));
        STEPS.put("engine.operations", (s, w) -> s.call("op.list", "{}"));
        STEPS.put("engine.due", (s, w) -> s.call("clock.due", s.document(w[1])));
        STEPS.put("engine.what_if", (s, w) -> s.call("clock.what_if", s.document(w[1])));
        STEPS.put("engine.explain", (s, w) -> s.call("clock.explain", s.document(w[1])));
        STEPS.put("engine.count", (s, w) -> s.call("clock.count", s.document(w[1])));
        STEPS.put("engine.due_dates", (s, w) -> s.dueDates(w[1], w[2], s.line.get(w[3])));
        STEPS.put("engine.batch", Steps::batch);
        STEPS.put("engine.workflow", (s, w) -> s.keep(s.workflow = s.engine.workflow(w[1])));
        STEPS.put("engine.compile", (s, w) -> s.keep(s.workflow = s.engine.compile(s.document(w[1]))));
        STEPS.put("engine.open", (s, w) -> s.keep(s.complaint = s.engine.open(s.document(w[1]), w[2])));
        STEPS.put("engine.replay", (s, w) -> s.keep(s.complaint = s.engine.replay(s.document(w[1]))));
        STEPS.put("engine.restore", (s, w) -> s.keep(s.complaint = s.engine.restore(s.document(w[1]))));
        STEPS.put("workflow.compile", (s, w) -> s.keep(s.workflow = Workflow.compile(s.document(w[1]))));
        STEPS.put("workflow.event", (s, w) -> said(s.workflow.event(w[1])));
        STEPS.put("workflow.machine", (s, w) -> s.keep(s.machine = s.workflow.machine()));
        STEPS.put("workflow.restore", (s, w) -> s.keep(s.machine = s.workflow.restore(s.document(w[1]))));
        STEPS.put("machine.begin", (s, w) -> said(s.machine.begin(time(w[1]))));
        STEPS.put("machine.send", (s, w) -> said(s.machine.send(s.workflow.event(w[1]), time(w[2]))));
        STEPS.put("machine.send_many", (s, w) -> {
            int[] events = s.line.get(w[1]).stream().mapToInt(s.workflow::event).toArray();
            return Arrays.toString(s.machine.sendMany(events, time(w[2]), time(w[3]))).replace(" ", "");
        });
        STEPS.put("machine.signal", (s, w) -> said(s.machine.signal(s.document(w[1]), time(w[2]))));
        STEPS.put("machine.fire_due", (s, w) -> said(s.machine.fireDue(time(w[1]))));
        STEPS.put("machine.next_due", (s, w) -> {
            OptionalLong due = s.machine.nextDue();
            return due.isPresent() ? Long.toString(due.getAsLong()) : said("none");
        });
        STEPS.put("machine.explain", (s, w) -> {
            s.machine.explain(w[1].equals("yes"));
            return null;
        });
        STEPS.put("machine.happened", (s, w) -> s.machine.happened());
        STEPS.put("machine.emitted", (s, w) -> s.machine.emitted());
        STEPS.put("machine.refusal", (s, w) -> s.machine.refusal());
        STEPS.put("machine.state", (s, w) -> both(s.machine.state(), s.machine.stateBytes()));
        STEPS.put("machine.snapshot", (s, w) -> both(s.machine.snapshot(), s.machine.snapshotBytes()));
        STEPS.put("case.decide", (s, w) -> both(
                s.complaint.decide(s.document(w[1]), w[2]),
                s.complaint.decide(s.document(w[1]).getBytes(UTF_8), w[2])));
        STEPS.put("case.apply", (s, w) -> {
            s.complaint.apply(s.document(w[1]));
            return null;
        });
        STEPS.put("case.fire_due", (s, w) -> s.complaint.fireDue(w[1]));
        STEPS.put("case.advice", (s, w) -> s.complaint.advice(s.document(w[1]), w[2]));
        STEPS.put("case.view", (s, w) -> s.complaint.view(s.document(w[1]), w[2]));
        STEPS.put("case.due", (s, w) -> both(s.complaint.due(w[1]), s.complaint.dueBytes(w[1])));
        STEPS.put("case.log", (s, w) -> both(s.complaint.log(), s.complaint.logBytes()));
        STEPS.put("case.snapshot", (s, w) -> both(s.complaint.snapshot(), s.complaint.snapshotBytes()));
        STEPS.put("error.number", (s, w) -> said(s.error.number()));
        STEPS.put("error.name", (s, w) -> said(s.error.name()));
        STEPS.put("error.message", (s, w) -> said(s.error.message(Locale.forLanguageTag(w[1]))));
        STEPS.put("error.json", (s, w) -> s.error.json());

        OTHERWISE.put("engine.builtin", "every line begins with one");
        OTHERWISE.put("engine.with_settings", "engine.new");
        OTHERWISE.put("error.get_localized_message", "error.message");
    }

    private final Map<String, List<String>> line;
    private final List<AutoCloseable> made = new ArrayList<>();
    private Engine engine = Engine.builtin();
    private Workflow workflow;
    private Machine machine;
    private OmbudCase complaint;
    private OmbudException error;
    private String answer;

    private Steps(Map<String, List<String>> line) {
        this.line = line;
        keep(engine);
    }

    /** What the steps of a line answer, as a JSON list. */
    static String run(Map<String, List<String>> line) {
        try (Steps script = new Steps(line)) {
            return line.get("steps").stream().map(script::take).collect(Collectors.joining(",", "[", "]"));
        }
    }

    private String take(String step) {
        String[] words = step.split(" ");
        TAKEN.add(words[0]);
        try {
            answer = STEPS.get(words[0]).run(this, words);
            return answer == null ? "\"ok\"" : answer;
        } catch (OmbudException ended) {
            error = ended;
            return ended.json();
        }
    }

    @Override
    public void close() {
        for (AutoCloseable handle : made) {
            try {
                handle.close();
            } catch (Exception fault) {
                throw new AssertionError(fault);
            }
        }
    }

    /** Every step is taken by the corpus, and every public method is a step. */
    static void check() {
        Set<String> missing = new TreeSet<>(STEPS.keySet());
        Map<Class<?>, String> kinds = new HashMap<>();
        kinds.put(Engine.class, "engine.");
        kinds.put(Workflow.class, "workflow.");
        kinds.put(Machine.class, "machine.");
        kinds.put(OmbudCase.class, "case.");
        kinds.put(OmbudException.class, "error.");
        kinds.forEach((kind, prefix) -> {
            for (Method method : kind.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                    missing.add(prefix + step(method.getName()));
                }
            }
        });
        Check.that(missing.containsAll(OTHERWISE.keySet()), "not there any more: " + OTHERWISE);
        missing.removeAll(OTHERWISE.keySet());
        missing.removeAll(TAKEN);
        Check.that(missing.isEmpty(), "held by no vector: " + missing);
    }

    /** The step of a method: its name as other languages write it; one that gives bytes is the same step. */
    private static String step(String method) {
        return method.replaceFirst("Bytes$", "").replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
    }

    private String keep(AutoCloseable handle) {
        made.add(handle);
        return null;
    }

    private String document(String name) {
        return name.equals("answer") ? answer : Conformance.text(line, name);
    }

    private String call(String operation, String request) {
        return engine.call(operation, request);
    }

    private String dueDates(String regime, String clock, List<String> triggers) {
        LocalDate[] days = triggers.stream()
                .map(day -> day.isEmpty() ? null : LocalDate.parse(day))
                .toArray(LocalDate[]::new);
        return Arrays.stream(engine.dueDates(regime, clock, days))
                .map(day -> said(day == null ? "" : day.toString()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String callMany(Answers answers) {
        List<String> each = new ArrayList<>();
        for (int row = 0; row < answers.size(); row++) {
            each.add("[" + answers.code(row) + "," + answers.answer(row) + "]");
        }
        return "[" + String.join(",", each) + "]";
    }

    private static String batch(Steps s, String... words) {
        byte[][] names = new byte[words.length - 2][];
        byte[][][] cells = new byte[names.length][][];
        for (int i = 0; i < names.length; i++) {
            names[i] = words[i + 2].getBytes(UTF_8);
            cells[i] = s.line.get(words[i + 2]).stream().map(cell -> cell.getBytes(UTF_8)).toArray(byte[][]::new);
        }
        long table = Streams.table(names, cells);
        long answers = Streams.released();
        try {
            s.engine.batch(s.document(words[1]), table, answers);
            return new String(Streams.lines(answers), UTF_8);
        } finally {
            Streams.free(answers);
            Streams.freeTable(table);
        }
    }

    private static long time(String millis) {
        return Long.parseLong(millis);
    }

    private static String both(String text, byte[] bytes) {
        Check.equal(text, new String(bytes, UTF_8));
        return text;
    }

    private static String said(int number) {
        return Integer.toString(number);
    }

    /** Of texts without control characters. */
    private static String said(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
