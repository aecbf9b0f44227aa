package org.ombud;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** Many requests as the library takes them: one after the other, and where each begins and ends. */
final class Requests {
    private final LongBuffer offsets;
    private final ByteBuffer data;

    private Requests(LongBuffer offsets, ByteBuffer data) {
        this.offsets = offsets;
        this.data = data;
    }

    /** The caller's own memory. What the offsets say, the library checks. */
    static Requests of(LongBuffer offsets, ByteBuffer data) {
        if (offsets == null || !offsets.isDirect() || offsets.order() != ByteOrder.nativeOrder()) {
            throw Refused.notDirect("offsets");
        }
        if (data == null || !data.isDirect()) {
            throw Refused.notDirect("requests");
        }
        if (!offsets.hasRemaining()) {
            throw Refused.noOffset();
        }
        return new Requests(offsets, data);
    }

    /** Copies of documents. */
    static Requests of(byte[][] documents) {
        long size = 0;
        for (int i = 0; i < documents.length; i++) {
            if (documents[i] == null) {
                throw Refused.none("requests[" + i + "]");
            }
            size += documents[i].length;
        }
        ByteBuffer data = room(size);
        LongBuffer offsets = room((documents.length + 1L) * Long.BYTES).asLongBuffer();
        for (byte[] document : documents) {
            offsets.put(data.position());
            data.put(document);
        }
        offsets.put(data.position());
        offsets.flip();
        data.flip();
        return new Requests(offsets, data);
    }

    private static ByteBuffer room(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw Refused.tooLarge("requests", bytes);
        }
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }

    Answers ask(long engine, byte[] operation) {
        int rows = offsets.remaining() - 1;
        int[] codes = new int[rows];
        long[] answerOffsets = new long[rows + 1];
        byte[] answers =
                Native.engineCallFlat(
                        engine,
                        operation,
                        offsets,
                        offsets.position(),
                        rows,
                        data,
                        data.position(),
                        data.remaining(),
                        codes,
                        answerOffsets);
        return new Answers(codes, answerOffsets, answers);
    }
}
