package org.ombud;

import java.io.Serializable;

/** All that is known of an error, as the library says it. */
final class Fault implements Serializable {
    private static final long serialVersionUID = 1L;

    final int number;
    final String name;
    final String english;
    final String chinese;
    final String json;

    Fault(int number, String name, String english, String chinese, String json) {
        this.number = number;
        this.name = name;
        this.english = english;
        this.chinese = chinese;
        this.json = json;
    }
}
