package org.ombud;

/** 14xx: packs that were refused. */
public final class PackException extends OmbudException {
    private static final long serialVersionUID = 1L;

    PackException(Fault fault) {
        super(fault);
    }
}
