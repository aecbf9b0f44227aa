package org.ombud;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/**
 * A folder that only this user can change, so that nobody else can plant a library there. Files in it
 * are named after their content and appear whole.
 */
final class PrivateFolder {
    /** Bytes that are read a piece at a time: a library is large beside a small heap. */
    interface Content {
        InputStream open() throws IOException;
    }

    private final Path folder;
    private final boolean posix;

    private PrivateFolder(Path folder, boolean posix) {
        this.folder = folder;
        this.posix = posix;
    }

    /** The folder {@code ombud-<user>} in another one, made if it is missing. */
    static PrivateFolder in(Path dir) throws IOException {
        Files.createDirectories(dir);
        Path folder = dir.toRealPath().resolve("ombud-" + user());
        boolean posix = Files.getFileAttributeView(dir, PosixFileAttributeView.class) != null;
        PrivateFolder made = new PrivateFolder(folder, posix);
        made.create(folder);
        made.checkOwn();
        return made;
    }

    private static String user() {
        return System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private void create(Path dir) throws IOException {
        try {
            if (posix) {
                Set<PosixFilePermission> own = PosixFilePermissions.fromString("rwx------");
                Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(own));
            } else {
                Files.createDirectory(dir);
            }
        } catch (FileAlreadyExistsException there) {
            // Made by an earlier start, or by one at the same time: it is checked like any other.
        }
    }

    /** A folder that was there before may be anybody's. */
    private void checkOwn() throws IOException {
        Path probe = null;
        try {
            checkClosed(folder, true);
            if (posix) {
                probe = Files.createTempFile(folder, "owner", null);
                if (!Files.getOwner(probe).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS))) {
                    throw new IOException(folder + " belongs to another user");
                }
            }
        } finally {
            if (probe != null) {
                Files.deleteIfExists(probe);
            }
        }
    }

    private void checkClosed(Path path, boolean isFolder) throws IOException {
        boolean kind =
                isFolder
                        ? Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        if (!kind) {
            throw new IOException(path + " is no " + (isFolder ? "folder" : "file"));
        }
        if (posix) {
            PosixFileAttributes found =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException(path + " can be changed by other users");
            }
        }
    }

    /** The file that every start of this user loads: written anew unless it is there, untouched. */
    Path keep(Content content, String file) throws IOException {
        String hash = hash(content);
        Path hashed = folder.resolve(hash);
        create(hashed);
        checkClosed(hashed, true);
        Path kept = hashed.resolve(file);
        if (!holds(kept, hash)) {
            Path whole = copy(content, file);
            try {
                Files.move(whole, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(whole);
            }
        }
        return kept;
    }

    private boolean holds(Path file, String hash) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            checkClosed(file, false);
        } catch (IOException planted) {
            return false;
        }
        return hash(() -> Files.newInputStream(file)).equals(hash);
    }

    /** A file that nobody else uses; whoever asked for it deletes it. */
    Path copy(Content content, String file) throws IOException {
        Path own = Files.createTempFile(folder, "own-", "-" + file);
        try (OutputStream out = Files.newOutputStream(own)) {
            pour(content, out);
        }
        return own;
    }

    private static void pour(Content content, OutputStream out) throws IOException {
        try (InputStream in = content.open()) {
            byte[] part = new byte[1 << 16];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                out.write(part, 0, n);
            }
        }
    }

    private static String hash(Content content) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException error) {
            throw new IOException(error);
        }
        OutputStream nowhere =
                new OutputStream() {
                    @Override
                    public void write(int b) {}

                    @Override
                    public void write(byte[] bytes, int from, int len) {}
                };
        pour(content, new DigestOutputStream(nowhere, digest));
        return String.format("%064x", new BigInteger(1, digest.digest()));
    }
}
