package io.sealwright.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HCL version 1 into the tree of {@link Hcl}. One pass, no look-ahead beyond two characters. */
final class HclReader {
    private final HclSource source;

    HclReader(HclSource source) {
        this.source = source;
    }

    Hcl.Body document() {
        Hcl.Position at = source.at();
        List<Hcl.Entry> entries = entries(HclSource.END);
        return new Hcl.Body(entries, at);
    }

    private List<Hcl.Entry> entries(int end) {
        List<Hcl.Entry> entries = new ArrayList<>();
        skip();
        while (source.peek() != end) {
            if (source.peek() == HclSource.END) {
                throw source.error("object is not closed: expected '}'");
            }
            entries.add(entry());
            skip();
            if (source.take(',')) {
                skip();
            }
        }
        return entries;
    }

    private Hcl.Entry entry() {
        List<Hcl.Key> keys = new ArrayList<>();
        while (true) {
            int c = source.peek();
            if (c == '{' && !keys.isEmpty()) {
                return new Hcl.Entry(keys, object());
            }
            if (c == '=' && keys.size() == 1) {
                source.next();
                skip();
                return new Hcl.Entry(keys, value());
            }
            if (c == '=' && keys.size() > 1) {
                throw source.error("nested object expected: '{' after labels, not '='");
            }
            keys.add(key());
            skip();
        }
    }

    private Hcl.Key key() {
        Hcl.Position at = source.at();
        int c = source.peek();
        if (c == '"') {
            return new Hcl.Key(HclStrings.quoted(source), at);
        }
        if (isLetter(c)) {
            return new Hcl.Key(identifier(), at);
        }
        throw source.error(
                c == HclSource.END ? "unexpected end of text" : "expected a key, '=' or '{'");
    }

    private String identifier() {
        int start = source.index();
        while (isLetter(source.peek())
                || Character.isDigit(source.peek())
                || isJoiner(source.peek())) {
            source.next();
        }
        return source.since(start);
    }

    private static boolean isLetter(int c) {
        return c == '_' || (c > 0 && Character.isLetter(c));
    }

    private static boolean isJoiner(int c) {
        return c == '-' || c == '.';
    }

    private Hcl.Value value() {
        Hcl.Position at = source.at();
        int c = source.peek();
        return switch (c) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> new Hcl.Text(HclStrings.quoted(source), at);
            case '<' -> new Hcl.Text(HclStrings.heredoc(source), at);
            default -> isNumberStart(c) ? number(at) : word(at);
        };
    }

    private Hcl.Value word(Hcl.Position at) {
        return switch (identifier()) {
            case "true" -> new Hcl.Flag(true, at);
            case "false" -> new Hcl.Flag(false, at);
            default -> throw new HclSyntaxException("expected a value", at);
        };
    }

    private Hcl.Body object() {
        Hcl.Position at = source.at();
        source.expect('{');
        source.enter();
        List<Hcl.Entry> entries = entries('}');
        source.expect('}');
        source.leave();
        return new Hcl.Body(entries, at);
    }

    private Hcl.Items list() {
        Hcl.Position at = source.at();
        source.expect('[');
        source.enter();
        List<Hcl.Value> values = new ArrayList<>();
        skip();
        boolean separated = true;
        while (!source.take(']')) {
            if (source.peek() == HclSource.END) {
                throw source.error("list is not closed: expected ']'");
            } else if (source.take(',')) {
                separated = true;
            } else if (separated) {
                values.add(value());
                separated = false;
            } else {
                throw source.error("expected ',' or ']' in a list");
            }
            skip();
        }
        source.leave();
        return new Hcl.Items(values, at);
    }

    private static boolean isNumberStart(int c) {
        return c == '-' || (c >= '0' && c <= '9');
    }

    private Hcl.Numeric number(Hcl.Position at) {
        int start = source.index();
        source.take('-');
        int previous = 0;
        while (isNumberPart(source.peek(), previous)) {
            previous = source.next();
        }
        String digits = source.since(start);
        if (digits.length() > Hcl.MAX_DIGITS) {
            throw new HclSyntaxException(
                    "number is longer than " + Hcl.MAX_DIGITS + " characters", at);
        }
        BigInteger other = otherRadix(digits, at);
        return other == null
                ? JsonReader.decimal(digits, at)
                : new Hcl.Numeric(new BigDecimal(other), at);
    }

    private static boolean isNumberPart(int c, int previous) {
        boolean sign = (c == '-' || c == '+') && (previous == 'e' || previous == 'E');
        return sign || c == '.' || (c > 0 && c < 128 && Character.isLetterOrDigit(c));
    }

    /** {@code 0x} is hexadecimal, a leading 0 octal, as in Go; null = decimal. */
    private static @Nullable BigInteger otherRadix(String digits, Hcl.Position at) {
        boolean negative = digits.startsWith("-");
        String plain = negative ? digits.substring(1) : digits;
        boolean hex = plain.startsWith("0x") || plain.startsWith("0X");
        boolean octal =
                plain.length() > 1
                        && plain.startsWith("0")
                        && plain.chars().allMatch(Character::isDigit);
        if (!hex && !octal) {
            return null;
        }
        try {
            BigInteger value = new BigInteger(plain.substring(hex ? 2 : 1), hex ? 16 : 8);
            return negative ? value.negate() : value;
        } catch (NumberFormatException _) {
            throw new HclSyntaxException("not a number", at);
        }
    }

    /** Skips white space and comments. */
    private void skip() {
        while (true) {
            int c = source.peek();
            if (HclSource.isSpace(c)) {
                source.next();
            } else if (c == '#' || (c == '/' && source.peekSecond() == '/')) {
                source.line();
            } else if (c == '/' && source.peekSecond() == '*') {
                blockComment();
            } else {
                return;
            }
        }
    }

    private void blockComment() {
        Hcl.Position at = source.at();
        source.next();
        source.next();
        while (source.peek() != HclSource.END) {
            if (source.next() == '*' && source.take('/')) {
                return;
            }
        }
        throw new HclSyntaxException("comment is not closed", at);
    }
}
