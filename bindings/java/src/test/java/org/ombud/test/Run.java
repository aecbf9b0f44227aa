package org.ombud.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import org.ombud.BuildInfo;

/** Runs every static method of the classes below: {@code java -cp JAR:TESTS org.ombud.test.Run}. */
public final class Run {
    private static final Class<?>[] TESTS = {
        TextTest.class, ErrorTest.class, DueDatesTest.class, ManyTest.class, TableTest.class, MachineTest.class,
        CaseTest.class, HandleTest.class, MemoryTest.class, LoaderTest.class, ExampleTest.class
    };

    private Run() {}

    /**
     * Runs the tests; those of operations for tests where the library has them.
     *
     * @param only names of classes, or none for all
     */
    public static void main(String... only) {
        boolean testing = BuildInfo.json().contains("\"test_operations\":true");
        int passed = 0;
        int failed = 0;
        for (Class<?> type : testing ? with(TESTS, TestOperationsTest.class) : TESTS) {
            if (only.length > 0 && !Arrays.asList(only).contains(type.getSimpleName())) {
                continue;
            }
            Method[] tests = type.getDeclaredMethods();
            Arrays.sort(tests, Comparator.comparing(Method::getName));
            for (Method test : tests) {
                // Helpers are private, take something or give something back; lambdas are synthetic.
                if (test.isSynthetic() || Modifier.isPrivate(test.getModifiers()) || test.getParameterCount() > 0
                        || test.getReturnType() != void.class) {
                    continue;
                }
                Throwable fault = fault(test);
                if (fault == null) {
                    passed++;
                } else {
                    failed++;
                    System.out.println("FAILED " + type.getSimpleName() + "." + test.getName());
                    fault.printStackTrace(System.out);
                }
            }
        }
        System.out.printf(
                "java: %d passed, %d failed on Java %s with the %s library%n",
                passed, failed, System.getProperty("java.version"), testing ? "testing" : "plain");
        System.exit(failed == 0 ? 0 : 1);
    }

    private static Class<?>[] with(Class<?>[] tests, Class<?> more) {
        Class<?>[] all = Arrays.copyOf(tests, tests.length + 1);
        all[tests.length] = more;
        return all;
    }

    private static Throwable fault(Method test) {
        try {
            test.invoke(null);
            return null;
        } catch (InvocationTargetException error) {
            return error.getCause();
        } catch (IllegalAccessException error) {
            return error;
        }
    }
}
