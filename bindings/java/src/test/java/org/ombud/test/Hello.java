package org.ombud.test;

import org.ombud.BuildInfo;
import org.ombud.Engine;

/** The smallest program: where the library came from, and an answer. */
public final class Hello {
    private Hello() {}

    /**
     * Says it.
     *
     * @param args none
     */
    public static void main(String... args) {
        System.out.println("library " + BuildInfo.library());
        System.out.println("answer " + answer());
    }

    /**
     * An answer of the engine.
     *
     * @return JSON
     */
    public static String answer() {
        try (Engine engine = Engine.builtin()) {
            return engine.call("condition.check", "{\"when\":{}}");
        }
    }
}
