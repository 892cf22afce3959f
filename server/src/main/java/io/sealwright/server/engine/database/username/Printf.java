package io.sealwright.server.engine.database.username;

import java.util.List;

/**
 * Go's {@code printf} as far as names need it: {@code %s}, {@code %d}, {@code %v} and {@code %%}.
 */
final class Printf {
    private Printf() {}

    /**
     * @param arguments the format first
     */
    static String format(List<String> arguments) {
        String format = arguments.getFirst();
        StringBuilder text = new StringBuilder();
        int next = 1;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            i++;
            char verb = i < format.length() ? format.charAt(i) : ' ';
            if (verb == '%') {
                text.append('%');
            } else if ("sdv".indexOf(verb) >= 0 && next < arguments.size()) {
                text.append(arguments.get(next++));
            } else {
                throw wrong();
            }
        }
        if (next < arguments.size()) {
            throw wrong();
        }
        return text.toString();
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "printf in username_template takes %s, %d, %v and %%, and an argument for each of the first three");
    }
}
