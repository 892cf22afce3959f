package io.sealwright.policy;

/** A text is not valid HCL or JSON. The message holds no value of the text. */
public final class HclSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final int line;
    private final int column;

    HclSyntaxException(String problem, Hcl.Position at) {
        super(problem + " (line " + at.line() + ", column " + at.column() + ")");
        this.problem = problem;
        this.line = at.line();
        this.column = at.column();
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
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
