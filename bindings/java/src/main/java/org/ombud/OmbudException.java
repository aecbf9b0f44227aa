package org.ombud;

import java.util.Locale;

/**
 * What went wrong: a number and a name that never change, a message for people, and all that is known of
 * it as JSON. {@link ErrorCode} has the numbers; a subclass stands for each hundred of them.
 *
 * <p>A refusal is an answer and no exception.
 */
public class OmbudException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    OmbudException(Fault fault) {
        super(fault.number + " " + fault.name + ": " + fault.english);
        this.fault = fault;
    }

    /** Called by the native half. */
    static OmbudException of(int number, byte[] name, byte[] english, byte[] chinese, byte[] json) {
        return of(new Fault(number, Text.of(name), Text.of(english), Text.of(chinese), Text.of(json)));
    }

    static OmbudException of(Fault fault) {
        switch (fault.number / 100) {
            case 10:
                return new DocumentException(fault);
            case 11:
                return new DataException(fault);
            case 12:
                return new UnknownNameException(fault);
            case 13:
                return new ConditionException(fault);
            case 14:
                return new PackException(fault);
            case 15:
                return new FileException(fault);
            case 16:
                return new WorkflowException(fault);
            case 17:
                return new BargainException(fault);
            case 18:
                return new HandleException(fault);
            case 19:
                return new InternalException(fault);
            default:
                return new OmbudException(fault);
        }
    }

    /**
     * The number, one of {@link ErrorCode}.
     *
     * @return such as 1203
     */
    public int number() {
        return fault.number;
    }

    /**
     * The name in snake_case.
     *
     * @return such as {@code unknown_regime}
     */
    public String name() {
        return fault.name;
    }

    /**
     * What it means, the place, what was expected and what was found.
     *
     * @param reader Chinese for a Chinese locale, English for any other and for none
     * @return the sentence
     */
    public String message(Locale reader) {
        return reader != null && reader.getLanguage().equals("zh") ? fault.chinese : fault.english;
    }

    /**
     * The whole document, as every language hands it on.
     *
     * @return JSON: code, number, message, detail (file, line, item, path, expected, found), findings
     */
    public String json() {
        return fault.json;
    }

    @Override
    public String getLocalizedMessage() {
        return fault.number + " " + fault.name + ": " + message(Locale.getDefault());
    }
}
