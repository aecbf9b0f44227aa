package org.ombud.test;

import java.io.IOException;

/** Memory stays flat: measured in a program of its own, whose heap has its full size from the start. */
final class MemoryTest {
    private MemoryTest() {}

    private static String flat(String what) throws IOException, InterruptedException {
        Jvm ended = Jvm.run("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "org.ombud.test.Memory", what);
        Check.equal(0, ended.code);
        System.out.print("  memory " + ended.said);
        Check.holds(ended.said, "flat");
        return ended.said;
    }

    static void aMillionCallsLeaveNothing() throws IOException, InterruptedException {
        flat("calls");
    }

    static void refusedCallsLeaveNothing() throws IOException, InterruptedException {
        flat("errors");
    }

    static void handlesThatAreDroppedAreFreed() throws IOException, InterruptedException {
        flat("dropped");
    }
}
