package io.sealwright.policy;

/**
 * A policy's text is not valid. The message names keys and paths of the policy, never a parameter's
 * value.
 */
public final class PolicySyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    PolicySyntaxException(String message, int line, int column) {
        super("failed to parse policy: " + message + " (line " + line + ", column " + column + ")");
        this.line = line;
        this.column = column;
    }

    /** Line of the error, from 1. */
    public int line() {
        return line;
    }

    /** Column of the error, from 1, in Unicode characters. */
    public int column() {
        return column;
    }
}
