package org.ombud;

import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * A complaint in the firm's hands. One thread at a time; a second one is refused with
 * {@code handle_busy} and may try again.
 *
 * <p>Instants as text are in RFC 3339 with an offset, such as {@code 2026-03-02T09:30:00+08:00}.
 */
public final class OmbudCase extends Handle {
    OmbudCase(long pointer) {
        super("Case", pointer, Native::caseFree);
    }

    /**
     * Works out what a command comes to. The case stays as it is: keep the events, then
     * {@link #apply(String)} them. A refusal is an answer and no exception.
     *
     * @param command JSON: act, by, and as the act needs fields, facts, reason, second, at, part, ref
     * @param now the instant
     * @return JSON: {@code {"accepted":[events]}} or {@code {"refused":reasons}}
     */
    public String decide(String command, String now) {
        return Text.of(decide(Text.bytes(command), now));
    }

    /**
     * Works out what a command comes to.
     *
     * @param command JSON
     * @param now the instant
     * @return JSON
     * @see #decide(String, String)
     */
    public String decide(String command, OffsetDateTime now) {
        return Text.of(decide(Text.bytes(command), Text.bytes(now)));
    }

    /**
     * Works out what a command comes to.
     *
     * @param command JSON in UTF-8
     * @param now the instant
     * @return JSON in UTF-8
     * @see #decide(String, String)
     */
    public byte[] decide(byte[] command, String now) {
        return decide(command, Text.bytes(now));
    }

    private byte[] decide(byte[] command, byte[] now) {
        return use(pointer -> Native.caseDecide(pointer, command, now));
    }

    /**
     * Applies events: all of them, or none. This is the only way a case changes.
     *
     * @param events a JSON list, or what {@link #decide(String, String)} accepted as it was answered
     */
    public void apply(String events) {
        apply(Text.bytes(events));
    }

    /**
     * Applies events: all of them, or none.
     *
     * @param events a JSON list, or a decision that accepted, in UTF-8
     */
    public void apply(byte[] events) {
        run(pointer -> Native.caseApply(pointer, events));
    }

    /**
     * Works out the events of the timers that are due, for {@link #apply(String)}.
     *
     * @param now the instant
     * @return a JSON list
     */
    public String fireDue(String now) {
        return Text.of(fireDue(Text.bytes(now)));
    }

    /**
     * Works out the events of the timers that are due.
     *
     * @param now the instant
     * @return a JSON list
     */
    public String fireDue(OffsetDateTime now) {
        return Text.of(fireDue(Text.bytes(now)));
    }

    private byte[] fireDue(byte[] now) {
        return use(pointer -> Native.caseFireDue(pointer, now));
    }

    /**
     * What somebody is advised to do next, the most pressing first.
     *
     * @param who JSON such as {@code {"id":"sun","roles":["handler"]}}
     * @param now the instant
     * @return a JSON list
     */
    public String advice(String who, String now) {
        return Text.of(advice(Text.bytes(who), now));
    }

    /**
     * What somebody is advised to do next.
     *
     * @param who JSON
     * @param now the instant
     * @return a JSON list
     * @see #advice(String, String)
     */
    public String advice(String who, OffsetDateTime now) {
        return Text.of(advice(Text.bytes(who), Text.bytes(now)));
    }

    /**
     * What somebody is advised to do next.
     *
     * @param who JSON in UTF-8
     * @param now the instant
     * @return a JSON list in UTF-8
     * @see #advice(String, String)
     */
    public byte[] advice(byte[] who, String now) {
        return advice(who, Text.bytes(now));
    }

    private byte[] advice(byte[] who, byte[] now) {
        return use(pointer -> Native.caseAdvice(pointer, who, now));
    }

    /**
     * What a screen needs: stage, duties, what to do next, history.
     *
     * @param who JSON such as {@code {"id":"sun","roles":["handler"]}}
     * @param now the instant
     * @return JSON
     */
    public String view(String who, String now) {
        return Text.of(view(Text.bytes(who), now));
    }

    /**
     * What a screen needs.
     *
     * @param who JSON
     * @param now the instant
     * @return JSON
     * @see #view(String, String)
     */
    public String view(String who, OffsetDateTime now) {
        return Text.of(view(Text.bytes(who), Text.bytes(now)));
    }

    /**
     * What a screen needs.
     *
     * @param who JSON in UTF-8
     * @param now the instant
     * @return JSON in UTF-8
     * @see #view(String, String)
     */
    public byte[] view(byte[] who, String now) {
        return view(who, Text.bytes(now));
    }

    private byte[] view(byte[] who, byte[] now) {
        return use(pointer -> Native.caseView(pointer, who, now));
    }

    /**
     * What every clock says.
     *
     * @param asOf a date such as {@code 2026-03-20}, or an instant
     * @return a JSON list
     */
    public String due(String asOf) {
        return Text.of(dueBytes(asOf));
    }

    /**
     * What every clock says.
     *
     * @param asOf the date
     * @return a JSON list
     */
    public String due(LocalDate asOf) {
        return due(asOf == null ? null : asOf.toString());
    }

    /**
     * What every clock says.
     *
     * @param asOf the instant
     * @return a JSON list
     */
    public String due(OffsetDateTime asOf) {
        return Text.of(due(Text.bytes(asOf)));
    }

    /**
     * What every clock says.
     *
     * @param asOf a date or an instant
     * @return a JSON list in UTF-8
     */
    public byte[] dueBytes(String asOf) {
        return due(Text.bytes(asOf));
    }

    private byte[] due(byte[] asOf) {
        return use(pointer -> Native.caseDue(pointer, asOf));
    }

    /**
     * The events that were applied to this handle, in order: all of the case's, unless it came from a
     * snapshot.
     *
     * @return a JSON list
     */
    public String log() {
        return Text.of(logBytes());
    }

    /**
     * The events that were applied to this 
     *
     * @return a JSON list in UTF-8
     * @see #log()
     */
    public byte[] logBytes() {
        return use(Native::caseLog);
    }

    /**
     * Writes down the case for {@link Engine#restore(String)}.
     *
     * @return JSON
     */
    public String snapshot() {
        return Text.of(snapshotBytes());
    }

    /**
     * Writes down the case for {@link Engine#restore(byte[])}.
     *
     * @return JSON in UTF-8
     */
    public byte[] snapshotBytes() {
        return use(Native::caseSnapshot);
    }
}
