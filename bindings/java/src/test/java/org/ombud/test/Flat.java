package org.ombud.test;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a JSON object as far as the corpus needs it: strings by their keys, what else there is skipped. */
final class Flat {
    private final String text;
    private int at;

    private Flat(String text) {
        this.text = text;
    }

    static Map<String, String> read(String line) {
        Flat reader = new Flat(line);
        Map<String, String> fields = new LinkedHashMap<>();
        reader.take('{');
        while (reader.next() != '}') {
            String key = reader.string();
            reader.take(':');
            if (reader.next() == '"') {
                fields.put(key, reader.string());
            } else {
                reader.skip();
            }
            if (reader.next() == ',') {
                reader.at++;
            }
        }
        return fields;
    }

    /** The next sign that is no space. */
    private char next() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private void take(char wanted) {
        if (next() != wanted) {
            throw new IllegalArgumentException("no " + wanted + " at " + at + " of " + text);
        }
        at++;
    }

    /** A value of another kind: to the comma or the brace that ends it. */
    private void skip() {
        for (int depth = 0; depth > 0 || (next() != ',' && next() != '}'); ) {
            char c = next();
            if (c == '"') {
                string();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            at++;
        }
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        switch (c) {
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u':
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            default: return c;
        }
    }
}
