package org.ombud;

/** 15xx: files that cannot be read or written. */
public final class FileException extends OmbudException {
    private static final long serialVersionUID = 1L;

    FileException(Fault fault) {
        super(fault);
    }
}
