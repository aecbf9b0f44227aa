package org.ombud;

import java.util.Arrays;

/** The answers to many requests, in their order. Made by {@link Engine#callMany(String, java.util.List)}. */
public final class Answers {
    private final int[] codes;
    private final long[] offsets;
    private final byte[] data;

    /** Answer {@code row} is the bytes from {@code offsets[row]} to {@code offsets[row + 1]}. */
    Answers(int[] codes, long[] offsets, byte[] data) {
        this.codes = codes;
        this.offsets = offsets;
        this.data = data;
    }

    /**
     * How many there are: as many as there were requests.
     *
     * @return the number
     */
    public int size() {
        return codes.length;
    }

    /**
     * How the request of a row came out.
     *
     * @param row from 0 on
     * @return 0, or the number of its error, one of {@link ErrorCode}
     */
    public int code(int row) {
        return codes[row];
    }

    /**
     * What a row was answered.
     *
     * @param row from 0 on
     * @return canonical JSON; where {@link #code(int)} is not 0, the document of the error
     */
    public String answer(int row) {
        return Text.of(answerBytes(row));
    }

    /**
     * What a row was answered.
     *
     * @param row from 0 on
     * @return canonical JSON in UTF-8
     * @see #answer(int)
     */
    public byte[] answerBytes(int row) {
        // Answers came as one array, so every offset is an int.
        return Arrays.copyOfRange(data, (int) offsets[row], (int) offsets[row + 1]);
    }
}
