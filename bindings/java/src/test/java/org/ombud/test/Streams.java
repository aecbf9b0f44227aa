package org.ombud.test;

/** Arrow C streams by their addresses, in place of an Arrow library: {@code src/test/c/streams.c}. */
final class Streams {
    static {
        System.load(System.getProperty("ombud.streams"));
    }

    private Streams() {}

    /** A stream of one column of dates, {@code received}. */
    static native long column(int[] days);

    /** A stream of columns of texts, null where one is empty; for {@link #freeTable}. */
    static native long table(byte[][] names, byte[][][] cells);

    /** Room for a stream: one that was released. */
    static native long released();

    static native boolean isReleased(long stream);

    /** The first column of the next batch; null at the end. */
    static native int[] next(long stream);

    /** The names of the columns and all lines as JSON; the stream is released. */
    static native byte[] lines(long stream);

    static native void free(long stream);

    /** What was made of the table is released before. */
    static native void freeTable(long table);
}
