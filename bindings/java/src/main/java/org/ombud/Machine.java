package org.ombud;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * A workflow that runs: numbers in, numbers out. One thread at a time; a second one is refused with
 * {@code handle_busy} and may try again.
 *
 * <p>Times are milliseconds after 1970-01-01T00:00:00Z and always come from the caller.
 */
public final class Machine extends Handle {
    /** A transition was taken. */
    public static final int MOVED = 0;

    /** A transition was taken, and the workflow is at its end. */
    public static final int DONE = 1;

    /** Nothing answered to a timer. */
    public static final int IGNORED = 2;

    /** The event was refused and nothing changed; {@link #refusal()} says why. */
    public static final int REFUSED = 3;

    /** How the library says that no timer has a time. */
    private static final long NO_TIME = Long.MIN_VALUE;

    /** What is further off than a number of milliseconds reaches, the library refuses. */
    private static long millis(Instant now) {
        if (now == null) {
            throw Refused.none("now");
        }
        try {
            return now.toEpochMilli();
        } catch (ArithmeticException tooFar) {
            return now.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    Machine(long machine) {
        super("Machine", machine, Native::machineFree);
    }

    /**
     * Begins: enters the first states.
     *
     * @param nowMs the time
     * @return {@link #MOVED}, {@link #DONE}, {@link #IGNORED} or {@link #REFUSED}
     */
    public int begin(long nowMs) {
        long machine = enter();
        try {
            return Native.machineBegin(machine, nowMs);
        } finally {
            leave();
        }
    }

    /**
     * Begins: enters the first states.
     *
     * @param now the time
     * @return as {@link #begin(long)}
     */
    public int begin(Instant now) {
        return begin(millis(now));
    }

    /**
     * Sends an event by its number. This is the fast way: nothing is allocated.
     *
     * @param event what {@link Workflow#event(String)} gave
     * @param nowMs the time
     * @return {@link #MOVED}, {@link #DONE}, {@link #IGNORED} or {@link #REFUSED}
     */
    public int send(int event, long nowMs) {
        long machine = enter();
        try {
            return Native.machineSend(machine, event, nowMs);
        } finally {
            leave();
        }
    }

    /**
     * Sends an event by its number.
     *
     * @param event what {@link Workflow#event(String)} gave
     * @param now the time
     * @return as {@link #send(int, long)}
     */
    public int send(int event, Instant now) {
        return send(event, millis(now));
    }

    /**
     * Sends many events. A refused one changes nothing, and the next one is sent.
     *
     * @param events what {@link Workflow#event(String)} gave
     * @param nowMs the time of the first
     * @param stepMs how much later each next one comes
     * @return the status of each; where an exception is thrown, none was sent
     */
    public byte[] sendMany(int[] events, long nowMs, long stepMs) {
        return use(machine -> Native.machineSendMany(machine, narrow(events), nowMs, stepMs));
    }

    /**
     * Sends many events, as {@link #sendMany(int[], long, long)}.
     *
     * @param events what {@link Workflow#event(String)} gave
     * @param now the time of the first
     * @param stepMs how much later each next one comes
     * @return the status of each
     */
    public byte[] sendMany(int[] events, Instant now, long stepMs) {
        return sendMany(events, millis(now), stepMs);
    }

    /** Numbers of events as the library has them, 16 bits wide: no event has another. */
    private static char[] narrow(int[] events) {
        if (events == null) {
            return null;
        }
        char[] narrow = new char[events.length];
        for (int i = 0; i < events.length; i++) {
            narrow[i] = (char) events[i];
            if (narrow[i] != events[i]) {
                throw Refused.unknownEvent(i, events[i]);
            }
        }
        return narrow;
    }

    /**
     * Sends an event with what it says.
     *
     * @param signal JSON such as {@code {"event":"approve","fields":{},"by":{"id":"sun",
     *     "roles":["manager"]},"facts":{}}}
     * @param nowMs the time
     * @return {@link #MOVED}, {@link #DONE}, {@link #IGNORED} or {@link #REFUSED}
     */
    public int signal(String signal, long nowMs) {
        return signal(Text.bytes(signal), nowMs);
    }

    /**
     * Sends an event with what it says.
     *
     * @param signal JSON
     * @param now the time
     * @return as {@link #signal(String, long)}
     */
    public int signal(String signal, Instant now) {
        return signal(signal, millis(now));
    }

    /**
     * Sends an event with what it says.
     *
     * @param signal JSON in UTF-8
     * @param nowMs the time
     * @return as {@link #signal(String, long)}
     */
    public int signal(byte[] signal, long nowMs) {
        return use(machine -> Native.machineSignal(machine, signal, nowMs));
    }

    /**
     * Sends an event with what it says.
     *
     * @param signal JSON in UTF-8
     * @param now the time
     * @return as {@link #signal(String, long)}
     */
    public int signal(byte[] signal, Instant now) {
        return signal(signal, millis(now));
    }

    /**
     * Fires the timers that are due, in order, at most a thousand in one call.
     *
     * @param nowMs the time
     * @return how many were fired
     */
    public int fireDue(long nowMs) {
        return use(machine -> Native.machineFireDue(machine, nowMs));
    }

    /**
     * Fires the timers that are due.
     *
     * @param now the time
     * @return how many were fired
     */
    public int fireDue(Instant now) {
        return fireDue(millis(now));
    }

    /**
     * When the next timer is due.
     *
     * @return its time, or nothing where no timer has one
     */
    public OptionalLong nextDue() {
        long due = use(Native::machineNextDue);
        return due == NO_TIME ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /**
     * Says whether steps are explained from now on; explaining costs time.
     *
     * @param explain whether
     */
    public void explain(boolean explain) {
        run(machine -> Native.machineExplain(machine, explain));
    }

    /**
     * What happened in the last step, where steps are explained.
     *
     * @return JSON
     */
    public String happened() {
        return Text.of(use(Native::machineHappened));
    }

    /**
     * What the host is asked to do after the last step, in order. Each step replaces what the one before
     * it asked.
     *
     * @return a JSON list of {@code {"effect","fields","kind"}}
     */
    public String emitted() {
        return Text.of(use(Native::machineEmitted));
    }

    /**
     * Why the last refused event was refused.
     *
     * @return JSON; {@code {}} where none was
     */
    public String refusal() {
        return Text.of(use(Native::machineRefusal));
    }

    /**
     * Where the machine stands: states, data, timers, done.
     *
     * @return JSON
     */
    public String state() {
        return Text.of(stateBytes());
    }

    /**
     * Where the machine stands.
     *
     * @return JSON in UTF-8
     */
    public byte[] stateBytes() {
        return use(Native::machineState);
    }

    /**
     * Writes down the machine for {@link Workflow#restore(String)}.
     *
     * @return JSON
     */
    public String snapshot() {
        return Text.of(snapshotBytes());
    }

    /**
     * Writes down the machine for {@link Workflow#restore(byte[])}.
     *
     * @return JSON in UTF-8
     */
    public byte[] snapshotBytes() {
        return use(Native::machineSnapshot);
    }
}
