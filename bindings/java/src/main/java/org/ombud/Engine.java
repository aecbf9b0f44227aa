package org.ombud;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * The rules, compiled: made once, never changed, used by any number of threads at once. What was made
 * with it (workflows, machines, cases) lives on when it is closed.
 */
public final class Engine extends Handle {
    /** Stands for no date in an array of dates. */
    public static final int NO_DATE = Integer.MIN_VALUE;

    private Engine(long engine) {
        super("Engine", engine, Native::engineFree);
    }

    /**
     * An engine with the built-in packs.
     *
     * @return the engine
     */
    public static Engine builtin() {
        Library.load();
        return new Engine(Native.engineBuiltin());
    }

    /**
     * An engine with packs of one's own over the built-in ones.
     *
     * @param settings JSON such as {@code {"format_version":1,"packs":[{"files":[{"path":"x.toml",
     *     "text":"..."}]}]}}
     * @return the engine
     * @throws PackException with every finding where the packs are faulty
     */
    public static Engine withSettings(String settings) {
        return withSettings(Text.bytes(settings));
    }

    /**
     * An engine with packs of one's own.
     *
     * @param settings the JSON in UTF-8
     * @return the engine
     * @see #withSettings(String)
     */
    public static Engine withSettings(byte[] settings) {
        Library.load();
        return new Engine(Native.engineNew(settings));
    }

    /**
     * Calls an operation by its name. The operation {@code op.list} lists all there are, each with the
     * schema of its request and an example.
     *
     * @param operation such as {@code clock.due}
     * @param request JSON
     * @return canonical JSON
     */
    public String call(String operation, String request) {
        return Text.of(call(operation, Text.bytes(request)));
    }

    /**
     * Calls an operation by its name.
     *
     * @param operation such as {@code clock.due}
     * @param request JSON in UTF-8
     * @return canonical JSON in UTF-8
     */
    public byte[] call(String operation, byte[] request) {
        return use(engine -> Native.engineCall(engine, Text.bytes(operation), request));
    }

    /**
     * Calls an operation once for each request. What is wrong with one request is its answer; an
     * exception says that the call as such is wrong, or that its answers come to more than 1 GiB.
     *
     * @param operation such as {@code clock.due}
     * @param requests JSON
     * @return as many answers
     */
    public Answers callMany(String operation, List<String> requests) {
        return callMany(
                operation, requests == null ? null : requests.stream().map(Text::bytes).toArray(byte[][]::new));
    }

    /**
     * Calls an operation once for each request.
     *
     * @param operation such as {@code clock.due}
     * @param requests JSON in UTF-8
     * @return as many answers
     * @see #callMany(String, List)
     */
    public Answers callMany(String operation, byte[][] requests) {
        if (requests == null) {
            throw Refused.none("requests");
        }
        return callMany(operation, Requests.of(requests));
    }

    /**
     * The same from direct buffers, without a copy of what goes in. The requests lie one after the other
     * from the position of {@code requests} on; each goes from one offset to the next, counted from
     * there. The positions stay, and nobody may write to the buffers meanwhile.
     *
     * @param operation such as {@code clock.due}
     * @param offsets a direct buffer in native order; what remains is one number more than there are
     *     requests, and none is lower than the one before it
     * @param requests a direct buffer with JSON in UTF-8
     * @return as many answers
     * @see #callMany(String, List)
     */
    public Answers callMany(String operation, LongBuffer offsets, ByteBuffer requests) {
        return callMany(operation, Requests.of(offsets, requests));
    }

    private Answers callMany(String operation, Requests requests) {
        return use(engine -> requests.ask(engine, Text.bytes(operation)));
    }

    /**
     * Does what a spec says with every row of a table of columns, over the Arrow C stream interface: for
     * programs that have an Arrow library, whose structs are handed over by their addresses. An address
     * that is not that of such a struct ends the program.
     *
     * <p>Rows are worked on as the answers are read; what is wrong with a row stands in its line. The
     * engine may be closed before that.
     *
     * @param spec JSON such as {@code {"batch":"due_dates","regime":"uk-disp","clock":"UK.DISP.FINAL",
     *     "column":"received"}}
     * @param table the address of an {@code ArrowArrayStream}; the stream is taken over, whether all goes
     *     well or not, unless the engine was closed
     * @param answers the address of room for another one, for the caller to read and release
     */
    public void batch(String spec, long table, long answers) {
        batch(Text.bytes(spec), table, answers);
    }

    /**
     * Does what a spec says with every row of a table of columns.
     *
     * @param spec JSON in UTF-8
     * @param table the address of an {@code ArrowArrayStream}
     * @param answers the address of room for another one
     * @see #batch(String, long, long)
     */
    public void batch(byte[] spec, long table, long answers) {
        run(engine -> Native.engineBatch(engine, spec, table, answers));
    }

    /**
     * The hash that names the packs; answers carry it as {@code bundle}.
     *
     * @return such as {@code sha256:...}
     */
    public String bundle() {
        return Text.of(use(Native::engineBundle));
    }

    /**
     * Works out the due date of each trigger by one clock of a regime. Dates are days after 1970-01-01,
     * as {@link LocalDate#toEpochDay()} has them. Pauses, extensions and the state of a complaint are
     * for the operation {@code clock.due}; this is the plain count for many rows.
     *
     * @param regime such as {@code cn-complaints-2020}
     * @param clock the id of a clock
     * @param triggers dates; {@link #NO_DATE} where there is none
     * @return as many dates; {@link #NO_DATE} where no date was given, the rule was not in force, or the
     *     calendar is not published so far
     * @throws DataException {@code out_of_range}, with its place, for a number that is no date of
     *     the years 1 to 9999
     */
    public int[] dueDates(String regime, String clock, int[] triggers) {
        return use(
                engine -> Native.engineDueDates(engine, Text.bytes(regime), Text.bytes(clock), triggers));
    }

    /**
     * The same between direct buffers, without a copy. Takes what remains of the triggers and writes as
     * many dates from the position of {@code due} on; the positions stay.
     *
     * @param regime such as {@code cn-complaints-2020}
     * @param clock the id of a clock
     * @param triggers a direct buffer in native order
     * @param due another one, apart from the first, with room for as many; it is as it was where an
     *     exception is thrown
     */
    public void dueDates(String regime, String clock, IntBuffer triggers, IntBuffer due) {
        direct("triggers", triggers);
        direct("due", due);
        int len = triggers.remaining();
        if (due.isReadOnly() || due.remaining() < len) {
            throw Refused.noRoom("due", len, due.isReadOnly() ? 0 : due.remaining());
        }
        run(
                engine ->
                        Native.engineDueDatesDirect(
                                engine,
                                Text.bytes(regime),
                                Text.bytes(clock),
                                triggers,
                                triggers.position(),
                                due,
                                due.position(),
                                len));
    }

    private static void direct(String argument, IntBuffer buffer) {
        if (buffer == null || !buffer.isDirect() || buffer.order() != ByteOrder.nativeOrder()) {
            throw Refused.notDirect(argument);
        }
    }

    /**
     * The same with dates of {@code java.time}.
     *
     * @param regime such as {@code cn-complaints-2020}
     * @param clock the id of a clock
     * @param triggers dates; null where there is none
     * @return as many dates; null where there is none
     */
    public LocalDate[] dueDates(String regime, String clock, LocalDate... triggers) {
        int[] days = null;
        if (triggers != null) {
            days = new int[triggers.length];
            for (int i = 0; i < days.length; i++) {
                days[i] = days(triggers[i]);
            }
        }
        int[] due = dueDates(regime, clock, days);
        LocalDate[] dates = new LocalDate[due.length];
        for (int i = 0; i < due.length; i++) {
            dates[i] = due[i] == NO_DATE ? null : LocalDate.ofEpochDay(due[i]);
        }
        return dates;
    }

    /** What lies outside of an int lies outside of the engine's years too, and its nearest end says so. */
    private static int days(LocalDate date) {
        return date == null
                ? NO_DATE
                : (int) Math.max(NO_DATE + 1, Math.min(Integer.MAX_VALUE, date.toEpochDay()));
    }

    /**
     * Finds a workflow of the packs.
     *
     * @param id such as {@code cn-complaint}
     * @return the workflow
     */
    public Workflow workflow(String id) {
        return new Workflow(use(engine -> Native.workflowFind(engine, Text.bytes(id))));
    }

    /**
     * Compiles a workflow of one's own, whose guards may read the facts of the packs.
     *
     * @param definition JSON
     * @return the workflow
     * @throws WorkflowException with every finding where the definition is faulty
     */
    public Workflow compile(String definition) {
        return compile(Text.bytes(definition));
    }

    /**
     * Compiles a workflow of one's own.
     *
     * @param definition JSON in UTF-8
     * @return the workflow
     * @see #compile(String)
     */
    public Workflow compile(byte[] definition) {
        return new Workflow(use(engine -> Native.workflowCompile(engine, definition)));
    }

    /**
     * Opens a case. {@link OmbudCase#log()} then holds the first event.
     *
     * @param opening JSON: complaint, life (the id of a workflow), regimes, and if wanted by and facts
     * @param now an instant in RFC 3339 with an offset
     * @return the case
     */
    public OmbudCase open(String opening, String now) {
        return open(Text.bytes(opening), now);
    }

    /**
     * Opens a case.
     *
     * @param opening JSON
     * @param now the instant
     * @return the case
     * @see #open(String, String)
     */
    public OmbudCase open(String opening, OffsetDateTime now) {
        return open(Text.bytes(opening), Text.bytes(now));
    }

    /**
     * Opens a case.
     *
     * @param opening JSON in UTF-8
     * @param now an instant in RFC 3339 with an offset
     * @return the case
     * @see #open(String, String)
     */
    public OmbudCase open(byte[] opening, String now) {
        return open(opening, Text.bytes(now));
    }

    private OmbudCase open(byte[] opening, byte[] now) {
        return new OmbudCase(use(engine -> Native.caseOpen(engine, opening, now)));
    }

    /**
     * Makes the case that a list of events comes to. No rule is evaluated.
     *
     * @param events a JSON list, the opening first
     * @return the case
     */
    public OmbudCase replay(String events) {
        return replay(Text.bytes(events));
    }

    /**
     * Makes the case that a list of events comes to.
     *
     * @param events a JSON list in UTF-8
     * @return the case
     * @see #replay(String)
     */
    public OmbudCase replay(byte[] events) {
        return new OmbudCase(use(engine -> Native.caseReplay(engine, events)));
    }

    /**
     * Makes a case that goes on from a snapshot. Nothing is fired by restoring.
     *
     * @param snapshot what {@link OmbudCase#snapshot()} gave
     * @return the case
     * @throws DocumentException {@code unsupported_format} for a snapshot of another version
     */
    public OmbudCase restore(String snapshot) {
        return restore(Text.bytes(snapshot));
    }

    /**
     * Makes a case that goes on from a snapshot.
     *
     * @param snapshot what {@link OmbudCase#snapshotBytes()} gave
     * @return the case
     * @see #restore(String)
     */
    public OmbudCase restore(byte[] snapshot) {
        return new OmbudCase(use(engine -> Native.caseRestore(engine, snapshot)));
    }
}
