package org.ombud.test;

import java.io.IOException;

/** The examples say what the guide says that they do. */
final class ExampleTest {
    private ExampleTest() {}

    static void dueDatesOfRows() throws IOException, InterruptedException {
        Jvm ended = Jvm.run("DueDates");
        Check.equal(0, ended.code);
        Check.holds(ended.said, "TS-1 due 2026-03-17");
        Check.holds(ended.said, "TS-2 due 2026-02-25");
        Check.holds(ended.said, "TS-3 no date");
    }

    static void aCaseFromLodgingToClose() throws IOException, InterruptedException {
        Jvm ended = Jvm.run("CaseWalk");
        Check.equal(0, ended.code);
        Check.holds(ended.said, "joe approve_decision refused");
        Check.holds(ended.said, "pat approve_decision accepted");
        Check.holds(ended.said, "joe close accepted");
        Check.holds(ended.said, "the same again: true");
        Check.holds(ended.said, "nothing runs");
    }

    static void theReadme() throws IOException, InterruptedException {
        Jvm ended = Jvm.run("Due");
        Check.equal(0, ended.code);
        Check.holds(ended.said, "2026-03-17");
    }
}
