package org.ombud.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the native library is found, and what is said when it is not. Each start is a program of its own. */
final class LoaderTest {
    private static final String HELLO = "org.ombud.test.Hello";

    private LoaderTest() {}

    private interface Body {
        void run(Path folder) throws IOException, InterruptedException;
    }

    private static void inFolder(Body body) throws IOException, InterruptedException {
        Path folder = Jvm.folder();
        try {
            body.run(folder);
        } finally {
            Jvm.delete(folder);
        }
    }

    private static Jvm hello(Path unpackInto, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add("-Dorg.ombud.unpack.dir=" + unpackInto);
        for (String option : options) {
            all.add(option);
        }
        all.add(HELLO);
        return Jvm.run(all.toArray(new String[0]));
    }

    private static void loads(Jvm ended, String from) {
        Check.that(ended.code == 0, ended.said);
        Check.holds(ended.said, "library " + from);
        Check.holds(ended.said, "answer {");
    }

    private static void fails(Jvm ended, String... parts) {
        Check.that(ended.code != 0, ended.said);
        Check.holds(ended.said, "UnsatisfiedLinkError: the native library of Ombud was not loaded on linux ");
        Check.holds(ended.said, "Hint: ");
        for (String part : parts) {
            Check.holds(ended.said, part);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).collect(Collectors.toList());
        }
    }

    /** The library of the jar, as a file. */
    private static Path library(Path folder) throws IOException, InterruptedException {
        Path into = Files.createDirectory(folder.resolve("unpacked"));
        loads(hello(into), into.toString());
        List<Path> files = files(into);
        Check.equal(1, files.size());
        return files.get(0);
    }

    static void itIsUnpackedIntoAFolderOfTheUsersOwn() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path file = library(folder);
            Check.equal("libombud_jni.so", file.getFileName().toString());
            Check.equal(64, file.getParent().getFileName().toString().length());
            for (Path dir : new Path[] {file.getParent(), file.getParent().getParent()}) {
                Check.equal("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)));
            }
            Check.equal("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        });
    }

    static void withoutAPropertyItIsUnpackedIntoTheCache() throws IOException, InterruptedException {
        inFolder(home -> {
            loads(Jvm.run("-Duser.home=" + home, HELLO), home.resolve(".cache").toString());
            Path tmp = Files.createDirectory(home.resolve("tmp"));
            loads(Jvm.run("-Duser.home=/nowhere", "-Djava.io.tmpdir=" + tmp, HELLO), tmp.toString());
        });
    }

    static void aNamedFileIsTakenAndNothingElseIsTried() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path file = library(folder);
            Path none = folder.resolve("none");
            loads(hello(none, "-Dorg.ombud.library.path=" + file), file.toString());
            fails(hello(none, "-Dorg.ombud.library.path=" + none), none + ": ", "nothing else was tried");
            Check.that(!Files.exists(none), "it was unpacked");
        });
    }

    static void theLibraryPathComesBeforeTheJar() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path file = library(folder);
            Path none = folder.resolve("none");
            loads(hello(none, "-Djava.library.path=" + file.getParent()), "java.library.path");
            Check.that(!Files.exists(none), "it was unpacked");
        });
    }

    static void aLibraryOfAnotherInterfaceIsRefused() throws IOException, InterruptedException {
        planted(7, "9.9.9", "java.library.path has binary interface 7, this jar is for 0");
    }

    static void aLibraryOfAnotherVersionIsRefused() throws IOException, InterruptedException {
        planted(0, "9.9.9", "java.library.path is of version 9.9.9, this jar is of version 0.");
    }

    /** A library that says no more than what it is. Functions of JNI have fixed places in their table. */
    private static void planted(int abi, String version, String refusal) throws IOException, InterruptedException {
        inFolder(folder -> {
            Path source = folder.resolve("other.c");
            Path other = folder.resolve("libombud_jni.so");
            String text = "typedef void *(*make)(void *, int);\n"
                    + "typedef void (*fill)(void *, void *, int, int, const char *);\n"
                    + "int Java_org_ombud_Native_abiVersion(void *e, void *t) { (void)e; (void)t; return " + abi + "; }\n"
                    + "void *Java_org_ombud_Native_version(void *e, void *t) {\n"
                    + "    void **table = *(void ***)e, *made = ((make)table[176])(e, " + version.length() + ");\n"
                    + "    (void)t;\n"
                    + "    ((fill)table[208])(e, made, 0, " + version.length() + ", \"" + version + "\");\n"
                    + "    return made;\n"
                    + "}\n";
            Files.write(source, text.getBytes("US-ASCII"));
            Jvm compiled = Jvm.program("cc", "-shared", "-fPIC", "-o", other.toString(), source.toString());
            Check.that(compiled.code == 0, compiled.said);
            Jvm ended = hello(folder, "-Djava.library.path=" + folder);
            Check.that(ended.code != 0, ended.said);
            Check.holds(ended.said, refusal);
        });
    }

    static void whatIsPlantedIsNotLoaded() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path file = library(folder);
            Path into = folder.resolve("unpacked");
            byte[] good = Files.readAllBytes(file);
            Files.write(file, "planted".getBytes("US-ASCII"));
            loads(hello(into), file.toString());
            Check.equal(good.length, (int) Files.size(file));
            // A file that goes elsewhere, though to the right bytes.
            Path elsewhere = Files.move(file, folder.resolve("elsewhere"));
            Files.createSymbolicLink(file, elsewhere);
            loads(hello(into), file.toString());
            Check.that(!Files.isSymbolicLink(file), "the link was followed");
            // One that others may change later.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            loads(hello(into), file.toString());
            Check.equal("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            Check.equal(1, files(into).size());
        });
    }

    static void aFolderThatOthersCanChangeIsNotUsed() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path own = library(folder).getParent().getParent();
            Path into = own.getParent();
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
            fails(hello(into), own + " can be changed by other users");
            Path real = Files.move(own, folder.resolve("real"));
            Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
            Files.createSymbolicLink(own, real);
            fails(hello(into), own + " is no folder");
        });
    }

    static void aFolderOfAnotherUserIsNotUsed() throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            System.out.println("skipped: only root can give a folder away");
            return;
        }
        inFolder(folder -> {
            Path own = library(folder).getParent().getParent();
            Check.equal(0, Jvm.program("chown", "65534", own.toString()).code);
            fails(hello(own.getParent()), own + " belongs to another user");
        });
    }

    static void aFolderThatCannotBeMadeIsReported() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path file = Files.write(folder.resolve("file"), new byte[0]);
            fails(hello(file), file.toString(), "java.library.path: ", " gnu, Java ", "org.ombud.library.path");
        });
    }

    static void aFolderThatNothingMayRunFromIsReported() throws IOException, InterruptedException {
        inFolder(folder -> {
            String dir = Files.createDirectory(folder.resolve("noexec")).toString();
            if (Jvm.program("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", dir).code != 0) {
                System.out.println("skipped: no folder can be mounted noexec here");
                return;
            }
            try {
                fails(hello(folder.resolve("noexec")), "failed to map segment", "(noexec): name another folder by org.ombud.unpack.dir");
            } finally {
                Jvm.program("umount", dir);
            }
        });
    }

    static void aJarWithoutALibraryForThisMachineSaysSo() throws IOException, InterruptedException {
        inFolder(folder -> {
            Path without = jar(folder.resolve("without.jar"), null);
            Process started = Jvm.start(without, "-Dorg.ombud.unpack.dir=" + folder, HELLO);
            fails(Jvm.end(started), "the jar: it has no /native/linux-", "-gnu/libombud_jni.so", "-musl/libombud_jni.so");
            Path mangled = jar(folder.resolve("mangled.jar"), new byte[] {0x7f, 'E', 'L', 'F', 0, 0});
            started = Jvm.start(mangled, "-Dorg.ombud.unpack.dir=" + folder, HELLO);
            fails(Jvm.end(started), folder.toString(), "file too short");
        });
    }

    /** The jar again, with another library in it, or none. */
    private static Path jar(Path to, byte[] library) throws IOException {
        try (JarFile from = new JarFile(Jvm.jar().toFile());
                OutputStream out = Files.newOutputStream(to);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                boolean isLibrary = entry.getName().startsWith("native/");
                if (isLibrary && library == null) {
                    continue;
                }
                jar.putNextEntry(new JarEntry(entry.getName()));
                if (isLibrary) {
                    jar.write(library);
                } else {
                    copy(from.getInputStream(entry), jar);
                }
            }
        }
        return to;
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] part = new byte[8192];
        for (int n = from.read(part); n >= 0; n = from.read(part)) {
            to.write(part, 0, n);
        }
    }

    static void manyProgramsMayUnpackAtOnce() throws IOException, InterruptedException {
        inFolder(folder -> {
            List<Process> started = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                started.add(Jvm.start(Jvm.jar(), "-Xmx64m", "-Dorg.ombud.unpack.dir=" + folder, HELLO));
            }
            for (Process one : started) {
                loads(Jvm.end(one), folder.toString());
            }
            Check.equal(1, files(folder).size());
        });
    }

    static void eachClassLoaderHasACopyAndCanGo() throws Exception {
        URL[] jars = {Jvm.jar().toUri().toURL(), Jvm.tests().toUri().toURL()};
        List<WeakReference<ClassLoader>> gone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            gone.add(answered(jars));
        }
        for (WeakReference<ClassLoader> loader : gone) {
            for (int i = 0; loader.get() != null && i < 50; i++) {
                System.gc();
                Thread.sleep(20);
            }
            Check.that(loader.get() == null, "the library holds its class loader");
        }
        // This one still has its own.
        Check.holds(Hello.answer(), "{");
    }

    private static WeakReference<ClassLoader> answered(URL[] jars) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getSystemClassLoader().getParent())) {
            Object answer = loader.loadClass(HELLO).getMethod("answer").invoke(null);
            Check.holds((String) answer, "{");
            return new WeakReference<>(loader);
        }
    }
}
