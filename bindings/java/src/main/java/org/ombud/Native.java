package org.ombud;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * The native half, {@code src/main/c/ombud_jni.c}, method by method. Texts are UTF-8, handles are what
 * {@link Handle} counts. {@link Library#load()} comes first, where a handle or a document is made from
 * nothing.
 */
final class Native {
    private Native() {}

    static native int abiVersion();

    static native byte[] version();

    static native byte[] buildInfo();

    static native long engineBuiltin();

    static native long engineNew(byte[] settings);

    static native void engineFree(long engine);

    static native byte[] engineCall(long engine, byte[] operation, byte[] request);

    static native byte[] engineCallFlat(
            long engine,
            byte[] operation,
            LongBuffer offsets,
            int firstOffset,
            int rows,
            ByteBuffer requests,
            int firstByte,
            int len,
            int[] codes,
            long[] answerOffsets);

    static native void engineBatch(long engine, byte[] spec, long table, long answers);

    static native byte[] engineBundle(long engine);

    static native int[] engineDueDates(long engine, byte[] regime, byte[] clock, int[] triggers);

    static native void engineDueDatesDirect(
            long engine,
            byte[] regime,
            byte[] clock,
            IntBuffer triggers,
            int firstTrigger,
            IntBuffer due,
            int firstDue,
            int len);

    static native long workflowCompile(long engine, byte[] definition);

    static native long workflowFind(long engine, byte[] id);

    static native int workflowEvent(long workflow, byte[] name);

    static native void workflowFree(long workflow);

    static native long machineNew(long workflow);

    static native long machineRestore(long workflow, byte[] snapshot);

    static native int machineBegin(long machine, long nowMs);

    static native int machineSend(long machine, int event, long nowMs);

    static native byte[] machineSendMany(long machine, char[] events, long nowMs, long stepMs);

    static native int machineSignal(long machine, byte[] signal, long nowMs);

    static native int machineFireDue(long machine, long nowMs);

    static native long machineNextDue(long machine);

    static native void machineExplain(long machine, boolean explain);

    static native byte[] machineHappened(long machine);

    static native byte[] machineEmitted(long machine);

    static native byte[] machineRefusal(long machine);

    static native byte[] machineState(long machine);

    static native byte[] machineSnapshot(long machine);

    static native void machineFree(long machine);

    static native long caseOpen(long engine, byte[] opening, byte[] now);

    static native long caseReplay(long engine, byte[] events);

    static native long caseRestore(long engine, byte[] snapshot);

    static native byte[] caseDecide(long handle, byte[] command, byte[] now);

    static native byte[] caseAdvice(long handle, byte[] who, byte[] now);

    static native byte[] caseView(long handle, byte[] who, byte[] now);

    static native void caseApply(long handle, byte[] events);

    static native byte[] caseFireDue(long handle, byte[] now);

    static native byte[] caseDue(long handle, byte[] asOf);

    static native byte[] caseLog(long handle);

    static native byte[] caseSnapshot(long handle);

    static native void caseFree(long handle);
}
