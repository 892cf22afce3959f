package io.sealwright.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Strict JSON (RFC 8259) into the tree of {@link Hcl}; a repeated key is an error. */
final class JsonReader {
    private final HclSource source;

    JsonReader(HclSource source) {
        this.source = source;
    }

    Hcl.Body document() {
        skipSpace();
        Hcl.Body body = object();
        skipSpace();
        if (source.peek() != HclSource.END) {
            throw source.error("unexpected text after the JSON object");
        }
        return body;
    }

    private void skipSpace() {
        while (HclSource.isSpace(source.peek())) {
            source.next();
        }
    }

    private Hcl.Value value() {
        skipSpace();
        int c = source.peek();
        return switch (c) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> {
                Hcl.Position at = source.at();
                yield new Hcl.Text(string(), at);
            }
            default -> c == '-' || isDigit(c) ? number() : word();
        };
    }

    private Hcl.Body object() {
        Hcl.Position at = source.at();
        source.expect('{');
        source.enter();
        List<Hcl.Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        skipSpace();
        if (!source.take('}')) {
            do {
                entries.add(member(seen));
                skipSpace();
            } while (source.take(','));
            source.expect('}');
        }
        source.leave();
        return new Hcl.Body(entries, at);
    }

    private Hcl.Entry member(Set<String> seen) {
        skipSpace();
        Hcl.Position at = source.at();
        if (source.peek() != '"') {
            throw source.error("expected a string as key");
        }
        String name = string();
        if (!seen.add(name)) {
            throw new HclSyntaxException("duplicate key \"" + Quoted.shorten(name) + "\"", at);
        }
        skipSpace();
        source.expect(':');
        return new Hcl.Entry(List.of(new Hcl.Key(name, at)), value());
    }

    private Hcl.Items list() {
        Hcl.Position at = source.at();
        source.expect('[');
        source.enter();
        List<Hcl.Value> values = new ArrayList<>();
        skipSpace();
        if (!source.take(']')) {
            do {
                values.add(value());
                skipSpace();
            } while (source.take(','));
            source.expect(']');
        }
        source.leave();
        return new Hcl.Items(values, at);
    }

    private String string() {
        source.expect('"');
        StringBuilder text = new StringBuilder();
        while (true) {
            int c = source.peek();
            if (c >= 0 && c < ' ') {
                throw source.error("control character in a string");
            }
            source.next();
            switch (c) {
                case '"' -> {
                    return text.toString();
                }
                case '\\' -> escape(text);
                default -> text.appendCodePoint(c);
            }
        }
    }

    private void escape(StringBuilder text) {
        int c = source.next();
        switch (c) {
            case '"', '\\', '/' -> text.append((char) c);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> unicode(text);
            default -> throw source.error("unknown escape sequence");
        }
    }

    private void unicode(StringBuilder text) {
        char first = (char) source.digits(4, 16);
        if (!Character.isSurrogate(first)) {
            text.append(first);
            return;
        }
        boolean pair = Character.isHighSurrogate(first) && source.take('\\') && source.take('u');
        char second = pair ? (char) source.digits(4, 16) : 0;
        if (!Character.isLowSurrogate(second)) {
            throw source.error("lone surrogate in escape sequence");
        }
        text.append(first).append(second);
    }

    private Hcl.Numeric number() {
        Hcl.Position at = source.at();
        int start = source.index();
        source.take('-');
        if (!source.take('0')) {
            digits();
        }
        if (source.take('.')) {
            digits();
        }
        if (source.take('e') || source.take('E')) {
            if (!source.take('-')) {
                source.take('+');
            }
            digits();
        }
        return decimal(source.since(start), at);
    }

    private void digits() {
        if (!isDigit(source.peek())) {
            throw source.error("expected a digit");
        }
        while (isDigit(source.peek())) {
            source.next();
        }
    }

    private Hcl.Value word() {
        Hcl.Position at = source.at();
        int start = source.index();
        while (source.peek() >= 'a' && source.peek() <= 'z') {
            source.next();
        }
        return switch (source.since(start)) {
            case "true" -> new Hcl.Flag(true, at);
            case "false" -> new Hcl.Flag(false, at);
            case "null" -> new Hcl.Null(at);
            default -> throw new HclSyntaxException("expected a JSON value", at);
        };
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A decimal number of either notation. */
    static Hcl.Numeric decimal(String digits, Hcl.Position at) {
        if (digits.length() > Hcl.MAX_DIGITS) {
            throw new HclSyntaxException(
                    "number is longer than " + Hcl.MAX_DIGITS + " characters", at);
        }
        try {
            return new Hcl.Numeric(new BigDecimal(digits), at);
        } catch (NumberFormatException _) {
            throw new HclSyntaxException("not a number", at);
        }
    }
}
