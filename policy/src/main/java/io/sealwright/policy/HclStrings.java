package io.sealwright.policy;

import java.util.ArrayList;
import java.util.List;

/** The two string forms of HCL: quoted and heredoc. */
final class HclStrings {
    private HclStrings() {}

    /**
     * A quoted string. Inside {@code ${...}} quotes and line ends are text, as in the hashicorp/hcl
     * scanner.
     */
    static String quoted(HclSource source) {
        Hcl.Position at = source.at();
        source.expect('"');
        StringBuilder text = new StringBuilder();
        int braces = 0;
        while (true) {
            if (source.peek() == HclSource.END || (source.peek() == '\n' && braces == 0)) {
                throw new HclSyntaxException("string is not closed", at);
            }
            int c = source.next();
            if (braces == 0 && c == '"') {
                return text.toString();
            }
            if (braces == 0 && c == '\\') {
                escape(source, text);
                continue;
            }
            text.appendCodePoint(c);
            braces = braces(source, text, braces, c);
        }
    }

    private static int braces(HclSource source, StringBuilder text, int braces, int c) {
        if (braces == 0) {
            if (c == '$' && source.take('{')) {
                text.append('{');
                return 1;
            }
            return 0;
        }
        return switch (c) {
            case '{' -> braces + 1;
            case '}' -> braces - 1;
            default -> braces;
        };
    }

    private static void escape(HclSource source, StringBuilder text) {
        int c = source.peek();
        if (c >= '0' && c <= '7') {
            append(source, text, source.digits(3, 8));
            return;
        }
        source.next();
        switch (c) {
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000B');
            case '\\', '"' -> text.append((char) c);
            case 'x' -> append(source, text, source.digits(2, 16));
            case 'u' -> append(source, text, source.digits(4, 16));
            case 'U' -> append(source, text, source.digits(8, 16));
            default -> throw source.error("illegal character escape");
        }
    }

    private static void append(HclSource source, StringBuilder text, int codePoint) {
        boolean surrogate =
                codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        if (!Character.isValidCodePoint(codePoint) || surrogate) {
            throw source.error("escape sequence is not a Unicode character");
        }
        text.appendCodePoint(codePoint);
    }

    /**
     * {@code <<MARK} up to a line that holds only MARK; with {@code <<-} common indentation goes.
     */
    static String heredoc(HclSource source) {
        Hcl.Position at = source.at();
        source.expect('<');
        source.expect('<');
        boolean indented = source.take('-');
        String opening = source.line();
        String mark = opening == null ? "" : opening.strip();
        if (mark.isEmpty()
                || !mark.codePoints().allMatch(c -> c == '_' || Character.isLetterOrDigit(c))) {
            throw new HclSyntaxException("heredoc has no proper mark", at);
        }
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = source.line();
            if (line == null) {
                throw new HclSyntaxException("heredoc is not closed", at);
            }
            if (line.strip().equals(mark)) {
                return join(lines, indented ? line.length() - line.stripLeading().length() : 0);
            }
            lines.add(line);
        }
    }

    /** Indentation goes only if every line has it. */
    private static String join(List<String> lines, int indentation) {
        boolean all =
                lines.stream()
                        .allMatch(line ->
                                line.length() >= indentation
                                        && line.substring(0, indentation).isBlank());
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(all ? line.substring(indentation) : line).append('\n');
        }
        return text.toString();
    }
}
