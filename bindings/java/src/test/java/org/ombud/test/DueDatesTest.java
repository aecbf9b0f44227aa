package org.ombud.test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.OmbudException;

/** Due dates by the column. */
final class DueDatesTest {
    private static final Engine ENGINE = Engine.builtin();
    private static final String REGIME = "cn-complaints-2020";
    private static final String CLOCK = "CN-CM-018a";

    private DueDatesTest() {}

    private static int days(int year, int month, int day) {
        return (int) LocalDate.of(year, month, day).toEpochDay();
    }

    static void arraysBuffersAndDatesAgree() {
        int[] triggers = {days(2026, 3, 2), Engine.NO_DATE, days(1999, 1, 1), days(2026, 2, 10)};
        int[] due = ENGINE.dueDates(REGIME, CLOCK, triggers);
        Check.equal(days(2026, 3, 17), due[0]);
        Check.equal(Engine.NO_DATE, due[1]);
        Check.equal(Engine.NO_DATE, due[2]);

        IntBuffer from = direct(7);
        IntBuffer to = direct(9);
        from.put(0, -1).position(1);
        from.put(triggers).limit(5).position(1);
        to.position(3);
        ENGINE.dueDates(REGIME, CLOCK, from, to);
        int[] written = new int[9];
        to.position(0);
        to.get(written);
        int[] wanted = new int[9];
        System.arraycopy(due, 0, wanted, 3, 4);
        Check.equal(Arrays.toString(wanted), Arrays.toString(written));
        Check.equal(1, from.position());

        LocalDate[] dates = ENGINE.dueDates(REGIME, CLOCK, LocalDate.of(2026, 3, 2), null);
        Check.equal(Arrays.asList(LocalDate.of(2026, 3, 17), null), Arrays.asList(dates));
    }

    static void whatIsNoDateIsRefusedWithItsPlace() {
        for (int wrong : new int[] {Integer.MAX_VALUE, Engine.NO_DATE + 1}) {
            OmbudException error = Check.refused(
                    ErrorCode.OUT_OF_RANGE, () -> ENGINE.dueDates(REGIME, CLOCK, new int[] {days(2026, 3, 2), wrong}));
            Check.holds(error.json(), "\"path\":\"triggers[1]\"");
        }
        for (LocalDate wrong : new LocalDate[] {LocalDate.MIN, LocalDate.MAX, LocalDate.of(10_000, 1, 1)}) {
            Check.refused(ErrorCode.OUT_OF_RANGE, () -> ENGINE.dueDates(REGIME, CLOCK, wrong));
        }
    }

    static void aViewOfABufferCountsFromItsOwnBeginning() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
        bytes.position(8);
        IntBuffer view = bytes.slice().order(ByteOrder.nativeOrder()).asIntBuffer();
        view.put(0, days(2026, 3, 2));
        view.limit(1);
        IntBuffer due = direct(1);
        ENGINE.dueDates(REGIME, CLOCK, view.asReadOnlyBuffer(), due);
        Check.equal(days(2026, 3, 17), due.get(0));
    }

    static void buffersThatCannotBeUsedAreRefused() {
        IntBuffer good = direct(4);
        IntBuffer swapped = ByteBuffer.allocateDirect(16)
                .order(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .asIntBuffer();
        IntBuffer[][] pairs = {
            {null, good}, {good, null}, {IntBuffer.allocate(4), good}, {good, IntBuffer.allocate(4)},
            {swapped, good}, {good, direct(3)}, {good, direct(4).asReadOnlyBuffer()}, {good, good}, {good, good.duplicate()}
        };
        for (IntBuffer[] pair : pairs) {
            Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.dueDates(REGIME, CLOCK, pair[0], pair[1]));
        }
        IntBuffer room = direct(4);
        room.put(0, 42);
        Check.refused(ErrorCode.UNKNOWN_CLOCK, () -> ENGINE.dueDates(REGIME, "x", good, room));
        Check.equal(42, room.get(0));
    }

    static void nothingAskedNothingAnswered() {
        Check.equal(0, ENGINE.dueDates(REGIME, CLOCK, new int[0]).length);
        ENGINE.dueDates(REGIME, CLOCK, direct(0), direct(0));
        Check.refused(ErrorCode.UNKNOWN_REGIME, () -> ENGINE.dueDates("x", CLOCK, new int[0]));
    }

    private static IntBuffer direct(int len) {
        return ByteBuffer.allocateDirect(len * 4).order(ByteOrder.nativeOrder()).asIntBuffer();
    }
}
