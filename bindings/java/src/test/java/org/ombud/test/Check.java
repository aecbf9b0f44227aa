package org.ombud.test;

import java.util.Objects;
import org.ombud.OmbudException;

/** What tests say. */
final class Check {
    private Check() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static void equal(Object wanted, Object found) {
        that(Objects.equals(wanted, found), "wanted " + wanted + ", found " + found);
    }

    static void holds(String text, String part) {
        that(text.contains(part), "no " + part + " in " + text);
    }

    /** The exception of a call that must be refused with this number. */
    static OmbudException refused(int number, Runnable call) {
        try {
            call.run();
        } catch (OmbudException error) {
            equal(number, error.number());
            holds(error.json(), "\"number\":" + number);
            holds(error.json(), "\"code\":\"" + error.name() + "\"");
            return error;
        }
        throw new AssertionError("it was not refused with " + number);
    }
}
