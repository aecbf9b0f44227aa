package org.ombud.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a JSON object as far as the corpus needs it: texts and lists of texts by their keys. */
final class Flat {
    private final String text;
    private int at;

    private Flat(String text) {
        this.text = text;
    }

    /** A text is a list of one. */
    static Map<String, List<String>> read(String line) {
        Flat reader = new Flat(line);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        reader.take('{');
        while (reader.next() != '}') {
            String key = reader.string();
            reader.take(':');
            fields.put(key, reader.texts());
            reader.comma();
        }
        return fields;
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        if (next() == '"') {
            texts.add(string());
            return texts;
        }
        take('[');
        while (next() != ']') {
            texts.add(string());
            comma();
        }
        at++;
        return texts;
    }

    private void comma() {
        if (next() == ',') {
            at++;
        }
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
