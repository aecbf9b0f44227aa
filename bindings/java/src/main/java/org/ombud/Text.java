package org.ombud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Texts as the library has them. */
final class Text {
    private Text() {}

    /** Half of a pair, as if UTF-8 could hold it: the library refuses these bytes, with their place. */
    private static final byte[] LONE_SURROGATE = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};

    /** The text in UTF-8. What UTF-8 cannot hold is left for the library to refuse, never replaced. */
    static byte[] bytes(String text) {
        if (text == null) {
            return null;
        }
        int lone = loneSurrogate(text);
        if (lone < 0) {
            return text.getBytes(UTF_8);
        }
        byte[] before = text.substring(0, lone).getBytes(UTF_8);
        byte[] bytes = Arrays.copyOf(before, before.length + LONE_SURROGATE.length);
        System.arraycopy(LONE_SURROGATE, 0, bytes, before.length, LONE_SURROGATE.length);
        return bytes;
    }

    private static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return i;
            }
            i++;
        }
        return -1;
    }

    /** An instant in RFC 3339. */
    static byte[] bytes(OffsetDateTime instant) {
        return instant == null ? null : bytes(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant));
    }

    static String of(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
