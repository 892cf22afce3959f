package io.sealwright.policy;

import org.jspecify.annotations.Nullable;

/** A text with a cursor that knows its line and column. */
final class HclSource {
    static final int END = -1;

    private final String text;
    private int index;
    private int line = 1;
    private int column = 1;
    private int depth;

    HclSource(String text) {
        this.text = text;
        if (text.startsWith("\uFEFF")) {
            index = 1;
        }
    }

    boolean startsWithBrace() {
        int i = index;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '{';
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    Hcl.Position at() {
        return new Hcl.Position(line, column);
    }

    int peek() {
        return index < text.length() ? text.codePointAt(index) : END;
    }

    int peekSecond() {
        return index + 1 < text.length() ? text.charAt(index + 1) : END;
    }

    /** Takes the next character; a NUL or half a surrogate pair is an error everywhere. */
    int next() {
        int c = peek();
        if (c == END) {
            throw error("unexpected end of text");
        }
        if (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw error("illegal character");
        }
        index += Character.charCount(c);
        if (c == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        return c;
    }

    boolean take(int wanted) {
        if (peek() != wanted) {
            return false;
        }
        next();
        return true;
    }

    void expect(int wanted) {
        if (!take(wanted)) {
            throw error("expected '" + (char) wanted + "'");
        }
    }

    int index() {
        return index;
    }

    String since(int start) {
        return text.substring(start, index);
    }

    /** The rest of this line and its line end; null at the end of the text. */
    @Nullable String line() {
        if (peek() == END) {
            return null;
        }
        int start = index;
        while (peek() != END) {
            if (next() == '\n') {
                return text.substring(start, index - 1);
            }
        }
        return text.substring(start, index);
    }

    void enter() {
        if (++depth > Hcl.MAX_DEPTH) {
            throw error("nesting is deeper than " + Hcl.MAX_DEPTH);
        }
    }

    void leave() {
        depth--;
    }

    HclSyntaxException error(String problem) {
        return new HclSyntaxException(problem, at());
    }

    /** Reads a fixed number of digits in a base. */
    int digits(int count, int radix) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = peek() < 128 ? Character.digit(peek(), radix) : -1;
            if (digit < 0) {
                throw error("illegal character in escape sequence");
            }
            next();
            value = value * radix + digit;
        }
        return value;
    }
}
