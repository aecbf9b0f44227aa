package org.ombud.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ombud.Answers;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.OmbudException;

/** Many requests in a call. */
final class ManyTest {
    private static final Engine ENGINE = Engine.builtin();
    private static final String COUNT = "clock.count";
    private static final String GOOD = "{\"calendar\":\"cn\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}";

    private ManyTest() {}

    static void tenThousandRowsAreAnsweredAsEachAlone() {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            // Every seventh is refused: the month is none, or the document ends too soon.
            String to = i % 7 == 3 ? "2026-13-01" : String.format("2026-%02d-%02d", 3 + i % 9, 1 + i % 28);
            String request = "{\"calendar\":\"cn\",\"from\":\"2026-02-12\",\"to\":\"" + to + "\"}";
            requests.add(i % 14 == 3 ? request.substring(0, i % request.length()) : request);
        }
        Answers answers = ENGINE.callMany(COUNT, requests);
        Answers direct = direct(COUNT, requests);
        Check.equal(10_000, answers.size());
        int refused = 0;
        for (int i = 0; i < requests.size(); i++) {
            int code = 0;
            String answer;
            try {
                answer = ENGINE.call(COUNT, requests.get(i));
            } catch (OmbudException error) {
                code = error.number();
                answer = error.json();
                refused++;
            }
            Check.equal(code, answers.code(i));
            Check.equal(answer, answers.answer(i));
            Check.equal(code, direct.code(i));
            Check.equal(answer, direct.answer(i));
        }
        Check.equal(1429, refused);
    }

    static void whatIsWrongWithARowIsItsAnswer() {
        Answers answers = ENGINE.callMany(COUNT, Arrays.asList(GOOD, "", "{\"calendar\":\"\uD800\"}", GOOD));
        Check.equal(ErrorCode.INVALID_JSON, answers.code(1));
        Check.holds(answers.answer(1), "\"code\":\"invalid_json\"");
        Check.equal(ErrorCode.INVALID_UTF8, answers.code(2));
        Check.equal(0, answers.code(3));
        Check.equal(ENGINE.call(COUNT, GOOD), answers.answer(3));
        Check.equal(answers.answer(0), new String(answers.answerBytes(3), UTF_8));
    }

    static void nothingAskedNothingAnswered() {
        Check.equal(0, ENGINE.callMany(COUNT, Collections.emptyList()).size());
        Check.equal(0, ENGINE.callMany(COUNT, new byte[0][]).size());
        Check.equal(0, ENGINE.callMany(COUNT, offsets(0), bytes("")).size());
        Check.equal(0, ENGINE.callMany(COUNT, offsets(1), bytes(GOOD)).size());
        Check.refused(ErrorCode.UNKNOWN_OPERATION, () -> ENGINE.callMany("no.such", Collections.emptyList()));
        Engine closed = Engine.builtin();
        closed.close();
        Check.refused(ErrorCode.HANDLE_CLOSED, () -> closed.callMany(COUNT, Collections.emptyList()));
    }

    static void offsetsCountFromThePositionAndPositionsStay() {
        ByteBuffer requests = bytes("###" + GOOD + GOOD);
        LongBuffer offsets = offsets(-1, GOOD.length(), 2 * GOOD.length(), -1);
        requests.position(3);
        offsets.position(1).limit(3);
        Answers answers = ENGINE.callMany(COUNT, offsets, requests.asReadOnlyBuffer());
        Check.equal(1, answers.size());
        Check.equal(ENGINE.call(COUNT, GOOD), answers.answer(0));
        Check.equal(3, requests.position());
        Check.equal(1, offsets.position());
    }

    static void nullsAreRefusedWithTheirPlace() {
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.callMany(COUNT, (List<String>) null));
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.callMany(COUNT, (byte[][]) null));
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.callMany(null, Collections.singletonList(GOOD)));
        Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.callMany("a\0b", Collections.singletonList(GOOD)));
        OmbudException error =
                Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.callMany(COUNT, Arrays.asList(GOOD, null)));
        Check.holds(error.json(), "\"item\":\"requests[1]\"");
    }

    static void buffersThatCannotBeUsedAreRefused() {
        LongBuffer swapped = ByteBuffer.allocateDirect(16)
                .order(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .asLongBuffer();
        LongBuffer good = offsets(0, GOOD.length());
        for (LongBuffer offsets : new LongBuffer[] {null, LongBuffer.allocate(2), swapped, offsets()}) {
            refused("\"item\":\"offsets\"", offsets, bytes(GOOD));
        }
        for (ByteBuffer requests : new ByteBuffer[] {null, ByteBuffer.wrap(GOOD.getBytes(UTF_8))}) {
            refused("\"item\":\"requests\"", good, requests);
        }
        ByteBuffer odd = ByteBuffer.allocateDirect(17);
        odd.position(1);
        refused("\"item\":\"offsets\"", odd.slice().order(ByteOrder.nativeOrder()).asLongBuffer(), bytes(GOOD));
    }

    static void offsetsThatGoBackOrLeaveTheRequestsAreRefused() {
        refused("\"path\":\"offsets[1]\"", offsets(0, 4, 3), bytes(GOOD));
        refused("\"path\":\"offsets[0]\"", offsets(-1, 4), bytes(GOOD));
        refused("\"path\":\"offsets[0]\"", offsets(0, GOOD.length() + 1), bytes(GOOD));
        refused("\"path\":\"offsets[0]\"", offsets(0, Long.MAX_VALUE), bytes(GOOD));
        refused("\"path\":\"offsets[0]\"", offsets(0, 1), bytes(""));
    }

    private static void refused(String place, LongBuffer offsets, ByteBuffer requests) {
        OmbudException error =
                Check.refused(ErrorCode.INVALID_ARGUMENT, () -> ENGINE.callMany(COUNT, offsets, requests));
        Check.holds(error.json(), place);
    }

    private static Answers direct(String operation, List<String> requests) {
        LongBuffer offsets = offsets(new long[requests.size() + 1]);
        for (int i = 0; i < requests.size(); i++) {
            offsets.put(i + 1, offsets.get(i) + requests.get(i).length());
        }
        return ENGINE.callMany(operation, offsets, bytes(String.join("", requests)));
    }

    private static LongBuffer offsets(long... offsets) {
        LongBuffer buffer =
                ByteBuffer.allocateDirect(offsets.length * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
        buffer.put(offsets).flip();
        return buffer;
    }

    private static ByteBuffer bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        buffer.put(bytes).flip();
        return buffer;
    }
}
