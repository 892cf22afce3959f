package io.sealwright.server.engine.database.username;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times in a layout of Go, which shows how one certain time would be written. */
final class GoLayout {
    private record Token(String go, String java) {}

    /** Longer ones before their beginnings. */
    private static final List<Token> TOKENS =
            List.of(
                    new Token("January", "MMMM"),
                    new Token("Jan", "MMM"),
                    new Token("Monday", "EEEE"),
                    new Token("Mon", "EEE"),
                    new Token("MST", "'UTC'"),
                    new Token("_2006", "'_'yyyy"),
                    new Token("2006", "yyyy"),
                    new Token("Z07:00", "XXX"),
                    new Token("Z0700", "XX"),
                    new Token("-07:00", "xxx"),
                    new Token("-0700", "xx"),
                    new Token("-07", "x"),
                    new Token("002", "DDD"),
                    new Token("01", "MM"),
                    new Token("02", "dd"),
                    new Token("03", "hh"),
                    new Token("04", "mm"),
                    new Token("05", "ss"),
                    new Token("06", "yy"),
                    new Token("15", "HH"),
                    new Token("_2", "ppd"),
                    new Token("PM", "a"),
                    new Token("1", "M"),
                    new Token("2", "d"),
                    new Token("3", "h"),
                    new Token("4", "m"),
                    new Token("5", "s"));

    private GoLayout() {}

    static String format(String layout, ZonedDateTime time) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < layout.length()) {
            Token token = token(layout, at);
            if (token == null) {
                text.append(layout.charAt(at++));
            } else {
                text.append(DateTimeFormatter.ofPattern(token.java(), Locale.ENGLISH).format(time));
                at += token.go().length();
            }
        }
        return text.toString();
    }

    private static @Nullable Token token(String layout, int at) {
        for (Token token : TOKENS) {
            if (layout.startsWith(token.go(), at)) {
                return token;
            }
        }
        return null;
    }
}
