package org.ombud;

/** 10xx: bytes that are no document, or none of the shape that is read. */
public final class DocumentException extends OmbudException {
    private static final long serialVersionUID = 1L;

    DocumentException(Fault fault) {
        super(fault);
    }
}
