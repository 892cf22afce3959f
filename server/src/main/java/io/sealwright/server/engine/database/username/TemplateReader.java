package io.sealwright.server.engine.database.username;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a template: text, and pipelines of function calls between {@code {{} and {@code }}}. */
final class TemplateReader {
    private static final int MAX_DEPTH = 16;

    /** A string in quotes or backquotes, a word or number, a field, a pipe, a parenthesis. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\"(?:[^\"\\\\\\n]|\\\\.)*\"|`[^`]*`|\\.?[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[|()]");

    private final String text;
    private int at;

    TemplateReader(String text) {
        this.text = text;
    }

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    List<Expression> read() {
        List<Expression> parts = new ArrayList<>();
        boolean trimmed = false;
        while (true) {
            int open = text.indexOf("{{", at);
            String plain = text.substring(at, open < 0 ? text.length() : open);
            boolean trims = open >= 0 && text.startsWith("{{- ", open);
            plain = trimmed ? plain.stripLeading() : plain;
            parts.add(new Expression.Literal(trims ? plain.stripTrailing() : plain));
            if (open < 0) {
                return parts;
            }
            at = open + (trims ? 3 : 2);
            parts.add(pipeline(0));
            trimmed = text.startsWith(" -}}", at);
            skipSpace();
            at += trimmed ? 1 : 0;
            if (!text.startsWith("}}", at)) {
                throw wrong("a {{ is not closed by }}");
            }
            at += 2;
        }
    }

    /** Calls with {@code |} between them; each becomes the last argument of the next. */
    private Expression pipeline(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("parentheses are nested too deeply");
        }
        Expression value = command(depth, new ArrayList<>());
        while (peek().equals("|")) {
            next();
            List<Expression> piped = new ArrayList<>();
            piped.add(value);
            value = command(depth, piped);
        }
        return value;
    }

    private Expression command(int depth, List<Expression> piped) {
        String token = peek();
        if (!token.isEmpty() && Character.isLetter(token.charAt(0))) {
            return call(depth, piped);
        }
        if (!piped.isEmpty()) {
            throw wrong("behind a | stands a function");
        }
        return operand(depth);
    }

    private Expression call(int depth, List<Expression> piped) {
        String name = next();
        Function function = Function.find(name);
        if (function == null) {
            throw wrong(
                    "a function is not available; those that are: "
                            + Function.known()
                            + ". There are no conditions, loops and variables");
        }
        List<Expression> arguments = new ArrayList<>();
        while (isOperand(peek())) {
            arguments.add(operand(depth));
        }
        arguments.addAll(piped);
        if (!function.takes(arguments.size())) {
            throw wrong("wrong number of arguments for " + function.label());
        }
        return new Expression.Applied(function, arguments);
    }

    private static boolean isOperand(String token) {
        return !token.isEmpty() && !token.equals("|") && !token.equals(")");
    }

    private Expression operand(int depth) {
        String token = next();
        if (token.isEmpty()) {
            throw wrong("something is missing or cannot be read between {{ and }}");
        }
        if (token.equals("(")) {
            Expression inner = pipeline(depth + 1);
            if (!next().equals(")")) {
                throw wrong("a parenthesis is not closed");
            }
            return inner;
        }
        return switch (token.charAt(0)) {
            case '"' -> new Expression.Literal(unescaped(token));
            case '`' -> new Expression.Literal(token.substring(1, token.length() - 1));
            case '.' -> field(token);
            default ->
                    Character.isDigit(token.charAt(0))
                            ? new Expression.Literal(token)
                            : withoutArguments(token);
        };
    }

    /** Such as {@code unix_time} among the arguments of another. */
    private static Expression withoutArguments(String token) {
        Function function = Function.find(token);
        if (function == null || !function.takes(0)) {
            throw wrong("a function with arguments, among those of another, stands in parentheses");
        }
        return new Expression.Applied(function, List.of());
    }

    private static Expression field(String token) {
        return switch (token) {
            case ".DisplayName" -> new Expression.DisplayName();
            case ".RoleName" -> new Expression.RoleName();
            default -> throw wrong("the fields are .DisplayName and .RoleName");
        };
    }

    private static String unescaped(String token) {
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < token.length() - 1; i++) {
            char c = token.charAt(i);
            if (c == '\\') {
                c = token.charAt(++i);
                if (c != '"' && c != '\\') {
                    throw wrong("in quotes, \\\" and \\\\ are the only escapes");
                }
            }
            plain.append(c);
        }
        return plain.toString();
    }

    private String peek() {
        int before = at;
        String token = next();
        at = before;
        return token;
    }

    /** Empty at the end, and where nothing of ours stands. */
    private String next() {
        skipSpace();
        Matcher matcher = TOKEN.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        at = matcher.end();
        return matcher.group();
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("username_template: " + problem);
    }
}
