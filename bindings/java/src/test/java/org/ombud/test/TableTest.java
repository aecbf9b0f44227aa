package org.ombud.test;

import java.time.LocalDate;
import java.util.Arrays;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.OmbudException;

/** Tables by the addresses of their streams. */
final class TableTest {
    private static final Engine ENGINE = Engine.builtin();
    private static final String SPEC =
            "{\"batch\":\"due_dates\",\"regime\":\"cn-complaints-2020\",\"clock\":\"CN-CM-018a\",\"column\":\"received\"}";

    private TableTest() {}

    static void aTableIsAnsweredAfterItsEngineWasClosed() {
        int[] days = {day("2026-03-02"), day("1999-01-01"), day("2024-02-29")};
        long table = Streams.column(days);
        long answers = Streams.released();
        try (Engine engine = Engine.builtin()) {
            engine.batch(SPEC, table, answers);
        }
        Check.that(Streams.isReleased(table), "it was taken over");
        int[] due = ENGINE.dueDates("cn-complaints-2020", "CN-CM-018a", days);
        Check.equal(Engine.NO_DATE, due[1]);
        Check.equal(Arrays.toString(due), Arrays.toString(Streams.next(answers)));
        Check.equal(null, Streams.next(answers));
        Streams.free(answers);
        Streams.free(table);
    }

    static void aTableIsTakenOverWhereTheSpecIsRefused() {
        String wrong = SPEC.replace("\"received\"", "\"no_such\"");
        for (byte[] spec : new byte[][] {null, {}, wrong.getBytes()}) {
            long table = Streams.column(new int[] {0});
            long answers = Streams.released();
            try {
                ENGINE.batch(spec, table, answers);
                throw new AssertionError("it was not refused");
            } catch (OmbudException error) {
                Check.that(Streams.isReleased(table), error.json());
                Check.that(Streams.isReleased(answers), error.json());
            }
            Streams.free(answers);
            Streams.free(table);
        }
    }

    static void aTableThatIsNoneIsRefused() {
        long released = Streams.released();
        // No pointer, one that no struct can have, and a stream with nothing to give.
        for (long table : new long[] {0, 1, released}) {
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.batch(SPEC, table, released));
        }
        long table = Streams.column(new int[] {0});
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.batch(SPEC, table, 0));
        Check.that(Streams.isReleased(table), "it was taken over");
        Streams.free(table);

        Engine closed = Engine.builtin();
        closed.close();
        long kept = Streams.column(new int[] {0});
        Check.refused(ErrorCode.HANDLE_CLOSED, () -> closed.batch(SPEC, kept, released));
        Check.that(!Streams.isReleased(kept), "it stays the caller's");
        Streams.free(kept);
        Streams.free(released);
    }

    private static int day(String date) {
        return (int) LocalDate.parse(date).toEpochDay();
    }
}
