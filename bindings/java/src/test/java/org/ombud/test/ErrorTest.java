package org.ombud.test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ombud.Engine;
import org.ombud.ErrorCode;
import org.ombud.OmbudException;
import org.ombud.PackException;

/** Errors keep their number, name, words and document. */
final class ErrorTest {
    private ErrorTest() {}

    private static final Pattern CODE =
            Pattern.compile("\\{\"code\":\"([a-z0-9_]+)\",\"number\":(\\d+),\"title\":\\{\"en\":\"([^\"]*)\",\"zh\":\"([^\"]*)\"\\}\\}");

    /** The catalogue: name to number, English, Chinese. */
    static Map<String, String[]> catalogue(Engine engine) {
        Map<String, String[]> codes = new TreeMap<>();
        Matcher found = CODE.matcher(engine.call("error.list", "{}"));
        while (found.find()) {
            codes.put(found.group(1), new String[] {found.group(2), found.group(3), found.group(4)});
        }
        Check.that(codes.size() > 40, codes.size() + " codes");
        return codes;
    }

    static void everyCodeIsAConstantAndNoOther() throws IllegalAccessException {
        try (Engine engine = Engine.builtin()) {
            Map<String, String> wanted = new TreeMap<>();
            catalogue(engine).forEach((name, told) -> wanted.put(name.toUpperCase(Locale.ROOT), told[0]));
            Map<String, String> found = new TreeMap<>();
            for (Field field : ErrorCode.class.getFields()) {
                Check.that(Modifier.isStatic(field.getModifiers()), field.getName());
                found.put(field.getName(), Integer.toString(field.getInt(null)));
            }
            Check.equal(wanted, found);
        }
    }

    static void whatJavaRefusesItselfHasTheWordsOfTheCatalogue() {
        Engine engine = Engine.builtin();
        Map<String, String[]> codes = catalogue(engine);
        OmbudException argument = Check.refused(ErrorCode.INVALID_ARGUMENT, () -> engine.call("\0", "{}"));
        OmbudException theirs = Check.refused(ErrorCode.INVALID_ARGUMENT, () -> engine.call(null, "{}"));
        engine.close();
        OmbudException closed = Check.refused(ErrorCode.HANDLE_CLOSED, engine::bundle);
        for (OmbudException error : new OmbudException[] {argument, theirs, closed}) {
            String[] told = codes.get(error.name());
            Check.equal(told[0], Integer.toString(error.number()));
            Check.that(error.message(Locale.ENGLISH).startsWith(told[1] + "; item: "), error.getMessage());
            Check.that(error.message(Locale.SIMPLIFIED_CHINESE).startsWith(told[2] + "；条目："), error.message(Locale.CHINA));
            Check.holds(error.json(), "\"message\":{\"en\":\"" + error.message(Locale.ENGLISH) + "\",\"zh\":\"" + error.message(Locale.CHINA) + "\"}");
        }
        Check.equal(theirs.json().replace("a pointer", "a text without a zero byte").replace("NULL", "one")
                .replace("指针；", "不含零字节的文本；").replace("实为：one", "实为：含有零字节"), argument.json());
    }

    static void aReaderOfChineseIsToldInChinese() {
        Locale before = Locale.getDefault();
        try (Engine engine = Engine.builtin()) {
            OmbudException error = Check.refused(ErrorCode.UNKNOWN_OPERATION, () -> engine.call("x", "{}"));
            Locale.setDefault(Locale.CHINA);
            Check.holds(error.toString(), "没有该操作");
            Check.holds(error.getMessage(), "no such operation");
            Locale.setDefault(Locale.FRANCE);
            Check.holds(error.toString(), "1207 unknown_operation: no such operation");
        } finally {
            Locale.setDefault(before);
        }
    }

    static void packsAreRefusedWithEveryFinding() {
        String settings =
                "{\"format_version\":1,\"packs\":[{\"files\":[{\"path\":\"a.toml\",\"text\":\"[pack]\\nid = \\\"a b\\\"\\n[[x]]\\n\"}]}]}";
        OmbudException error = Check.refused(ErrorCode.PACK_REFUSED, () -> Engine.withSettings(settings));
        Check.that(error instanceof PackException, error.toString());
        Check.holds(error.json(), "\"findings\":[");
        Check.holds(error.json(), "a.toml");
    }

    static void settingsOfAnotherFormatAreRefused() {
        Check.refused(ErrorCode.UNSUPPORTED_FORMAT, () -> Engine.withSettings("{\"format_version\":9}"));
        try (Engine engine = Engine.withSettings("{\"format_version\":1}"); Engine builtin = Engine.builtin()) {
            Check.equal(builtin.bundle(), engine.bundle());
        }
    }
}
