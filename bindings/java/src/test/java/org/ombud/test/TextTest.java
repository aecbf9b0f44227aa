package org.ombud.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.ombud.DocumentException;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.HandleException;
import org.ombud.OmbudException;
import org.ombud.UnknownNameException;

/** What is said across the border arrives as it was, or is refused. */
final class TextTest {
    private static final Engine ENGINE = Engine.builtin();

    private TextTest() {}

    static void bytesAndTextsGiveTheSameAnswer() {
        String request = "{\"calendar\":\"cn\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}";
        String answer = ENGINE.call("clock.count", request);
        Check.holds(answer, "\"business_days\":7");
        Check.holds(answer, "春节");
        Check.that(Arrays.equals(answer.getBytes(UTF_8), ENGINE.call("clock.count", request.getBytes(UTF_8))), answer);
    }

    static void emojiAndZeroComeBackAsTheyWere() {
        String name = "投诉 \uD83D\uDE00 \\u0000";
        OmbudException error =
                Check.refused(ErrorCode.INVALID_ID, () -> ENGINE.call("clock.count",
                        "{\"calendar\":\"" + name + "\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}"));
        Check.holds(error.json(), "投诉 \uD83D\uDE00 ");
        Check.holds(error.getMessage(), "\uD83D\uDE00");
    }

    static void halfAnEmojiIsRefusedWithItsPlace() {
        for (String lone : new String[] {"\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83Dx"}) {
            OmbudException error =
                    Check.refused(ErrorCode.INVALID_UTF8, () -> ENGINE.call("op.list", "{\"é\":\"" + lone + "\"}"));
            Check.that(error instanceof DocumentException, error.toString());
            Check.holds(error.json(), "\"path\":\"byte 7\"");
            Check.refused(ErrorCode.INVALID_UTF8, () -> ENGINE.call(lone, "{}"));
        }
    }

    static void bytesThatAreNoUtf8AreRefused() {
        for (byte[] bytes : new byte[][] {{(byte) 0xFF}, {'"', (byte) 0xC0, (byte) 0x80, '"'}, {(byte) 0xE4, (byte) 0xBD}}) {
            Check.refused(ErrorCode.INVALID_UTF8, () -> ENGINE.call("op.list", bytes));
        }
    }

    static void aNameWithAZeroByteIsRefused() {
        OmbudException error = Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.call("op.list\0x", "{}"));
        Check.that(error instanceof HandleException, error.toString());
        Check.holds(error.json(), "\"item\":\"operation\"");
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.workflow("\0"));
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.dueDates("cn\0", "x", new int[1]));
    }

    static void nullIsRefusedByTheNameOfTheArgument() {
        Check.holds(nulled(() -> ENGINE.call(null, "{}")), "operation");
        Check.holds(nulled(() -> ENGINE.call("op.list", (String) null)), "request");
        Check.holds(nulled(() -> ENGINE.call("op.list", (byte[]) null)), "request");
        Check.holds(nulled(() -> Engine.withSettings((String) null)), "settings");
        Check.holds(nulled(() -> ENGINE.workflow(null)), "id");
        Check.holds(nulled(() -> ENGINE.compile((String) null)), "definition");
        Check.holds(nulled(() -> ENGINE.open((String) null, "2026-03-02T09:30:00+08:00")), "opening");
        Check.holds(nulled(() -> ENGINE.replay((byte[]) null)), "events");
        Check.holds(nulled(() -> ENGINE.restore((byte[]) null)), "snapshot");
        Check.holds(nulled(() -> ENGINE.dueDates(null, "x", new int[1])), "regime");
        Check.holds(nulled(() -> ENGINE.dueDates("cn-complaints-2020", null, new int[1])), "clock");
        Check.holds(nulled(() -> ENGINE.dueDates("cn-complaints-2020", "CN-CM-018a", (int[]) null)), "triggers");
    }

    private static String nulled(Runnable call) {
        return Check.refused(ErrorCode.INVALID_ARGUMENT, call).json();
    }

    static void nothingIsNoDocument() {
        Check.refused(ErrorCode.INVALID_JSON, () -> ENGINE.call("op.list", ""));
        Check.refused(ErrorCode.INVALID_JSON, () -> ENGINE.call("op.list", new byte[0]));
        Check.that(Check.refused(ErrorCode.UNKNOWN_OPERATION, () -> ENGINE.call("", "{}")) instanceof UnknownNameException, "");
    }

    static void documentsTooLargeOrTooDeepAreRefused() {
        byte[] large = new byte[100 << 20];
        Arrays.fill(large, (byte) ' ');
        Check.refused(ErrorCode.TOO_LARGE, () -> ENGINE.call("op.list", large));
        byte[] deep = new byte[10_000];
        Arrays.fill(deep, (byte) '[');
        Check.refused(ErrorCode.TOO_DEEP, () -> ENGINE.call("op.list", deep));
        Check.refused(ErrorCode.TOO_DEEP, () -> ENGINE.replay(deep));
    }
}
