package org.ombud;

import java.util.StringJoiner;

/**
 * What is refused before it comes as far as the library, with the words and the document that the
 * library has for it.
 */
final class Refused {
    private Refused() {}

    static OmbudException closed(String kind) {
        return error(
                ErrorCode.HANDLE_CLOSED,
                "handle_closed",
                new String[] {"the handle was closed", kind, null, null, null},
                new String[] {"该句柄已关闭", kind, null, null, null});
    }

    /** A number that is no event's, and its place among those that were to be sent. */
    static OmbudException unknownEvent(int place, int number) {
        String at = "[" + place + "]";
        String found = Integer.toString(number);
        return error(
                ErrorCode.UNKNOWN_EVENT,
                "unknown_event",
                new String[] {"no such event type", null, at, "a number that Workflow.event gave", found},
                new String[] {"没有该事件类型", null, at, "Workflow.event给出的编号", found});
    }

    /** Called by the native half: a name with a zero byte would end there. */
    static OmbudException zeroByte(String argument) {
        return argument(argument, "a text without a zero byte", "one", "不含零字节的文本", "含有零字节");
    }

    static OmbudException notDirect(String argument) {
        return argument(
                argument,
                "a direct buffer in the order of this machine's bytes",
                "another",
                "按本机字节序的直接缓冲区",
                "其他缓冲区");
    }

    static OmbudException noRoom(String argument, int wanted, int found) {
        return argument(
                argument, "room for " + wanted, Integer.toString(found), wanted + "个位置", found + "个");
    }

    static OmbudException none(String argument) {
        return argument(argument, "a value", "null", "有值", "null");
    }

    static OmbudException noOffset() {
        return argument(
                "offsets", "one number more than there are requests", "none", "比请求数多一个数", "没有数");
    }

    /** More than one buffer holds. */
    static OmbudException tooLarge(String argument, long bytes) {
        int most = Integer.MAX_VALUE;
        return argument(
                argument, "at most " + most + " bytes", Long.toString(bytes), "至多" + most + "字节", bytes + "字节");
    }

    private static OmbudException argument(
            String argument, String expected, String found, String expectedZh, String foundZh) {
        return error(
                ErrorCode.INVALID_ARGUMENT,
                "invalid_argument",
                new String[] {
                    "an argument is null or not one that the function takes", argument, null, expected, found
                },
                new String[] {"参数为空指针或超出函数接受的范围", argument, null, expectedZh, foundZh});
    }

    private static OmbudException error(int number, String name, String[] en, String[] zh) {
        String english = message(en, "; ", ": ", "item", "at", "expected", "found");
        String chinese = message(zh, "；", "：", "条目", "位置", "应为", "实为");
        StringJoiner detail = new StringJoiner(",", "{", "}");
        String[] keys = {"expected", "found", "item", "path"};
        String[] values = {en[3], en[4], en[1], en[2]};
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != null) {
                detail.add("\"" + keys[i] + "\":\"" + values[i] + "\"");
            }
        }
        String json =
                "{\"code\":\"" + name + "\",\"detail\":" + detail
                        + ",\"message\":{\"en\":\"" + english + "\",\"zh\":\"" + chinese + "\"},"
                        + "\"number\":" + number + "}";
        return OmbudException.of(new Fault(number, name, english, chinese, json));
    }

    /** The title, then what is known of item, place, expected and found. */
    private static String message(String[] told, String stop, String colon, String... words) {
        StringBuilder out = new StringBuilder(told[0]);
        for (int i = 0; i < words.length; i++) {
            if (told[i + 1] != null) {
                out.append(stop).append(words[i]).append(colon).append(told[i + 1]);
            }
        }
        return out.toString();
    }
}
