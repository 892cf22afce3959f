package io.sealwright.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one path that is authorized and executed out of the request target as received. Runs
 * once a request.
 *
 * <p>Percent-escapes are decoded once, a trailing slash is kept, and everything that two readers
 * could understand differently is refused: dot segments, escaped dots, slashes and semicolons, path
 * parameters, control characters, invalid UTF-8. The one redirect is from a double slash to the
 * path without it.
 */
public final class PathNormaliser {
    private static final String RELATIVE = "relative paths not supported";

    private PathNormaliser() {}

    /** What became of a request target. */
    public sealed interface Result {
        /**
         * @param path below the API's prefix, without a leading slash
         */
        record Path(String path) implements Result {}

        /**
         * @param location the collapsed path with the query, both as received
         */
        record Redirect(String location) implements Result {}

        record Refused(Refusal refusal) implements Result {}
    }

    /**
     * Reads a request target.
     *
     * @param target raw path, without the query
     * @param query raw query; null for none
     * @param prefix what the API's paths begin with, such as {@code /v1/}
     * @param most longest raw path in bytes
     */
    public static Result normalise(String target, @Nullable String query, String prefix, int most) {
        if (target.length() > most) {
            return new Result.Refused(
                    new Refusal(414, "the request path is longer than " + most + " bytes"));
        }
        Refusal fault = fault(target);
        if (fault != null) {
            return new Result.Refused(fault);
        }
        String decoded = target.indexOf('%') < 0 ? target : decode(target);
        if (decoded == null) {
            return refused("the request path is not valid UTF-8");
        }
        if (decoded != target && decoded.codePoints().anyMatch(Character::isISOControl)) {
            return refused("the request path holds a control character");
        }
        if (target.contains("//")) {
            return redirect(target, query);
        }
        if (!decoded.startsWith(prefix)) {
            return new Result.Refused(Refusal.NO_SUCH_PATH);
        }
        return new Result.Path(decoded.substring(prefix.length()));
    }

    private static Result redirect(String target, @Nullable String query) {
        if (query != null && !query.chars().allMatch(PathNormaliser::printable)) {
            return refused("the query holds a character that must be percent-encoded");
        }
        String collapsed = target.replaceAll("/{2,}", "/");
        if (collapsed.startsWith("\\", 1)) {
            // Browsers take /\host for //host, another site.
            return refused("the request path holds a character that must be percent-encoded");
        }
        return new Result.Redirect(query == null ? collapsed : collapsed + "?" + query);
    }

    private static Result refused(String message) {
        return new Result.Refused(Refusal.invalid(message));
    }

    private static @Nullable Refusal fault(String target) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            return Refusal.invalid("the request path does not begin with a slash");
        }
        int segment = 1;
        for (int i = 1; i <= target.length(); i++) {
            char c = i == target.length() ? '/' : target.charAt(i);
            if (c == '/') {
                if (dots(target, segment, i)) {
                    return Refusal.invalid(RELATIVE);
                }
                segment = i + 1;
            } else if (c == ';') {
                return Refusal.invalid("path parameters (;) are not supported");
            } else if (c == '%') {
                Refusal fault = escapeFault(target, i);
                if (fault != null) {
                    return fault;
                }
            } else if (!printable(c)) {
                return Refusal.invalid(
                        "the request path holds a character that must be percent-encoded");
            }
        }
        return null;
    }

    private static boolean dots(String target, int from, int to) {
        return (to - from == 1 && target.charAt(from) == '.')
                || (to - from == 2 && target.charAt(from) == '.' && target.charAt(from + 1) == '.');
    }

    private static @Nullable Refusal escapeFault(String target, int at) {
        int value = at + 2 < target.length() ? escaped(target, at) : -1;
        if (value < 0) {
            return Refusal.invalid("the request path holds an incomplete percent-escape");
        }
        return switch (value) {
            case '.' -> Refusal.invalid(RELATIVE);
            case '/' -> Refusal.invalid("an escaped slash (%2f) in a path is not supported");
            case ';' -> Refusal.invalid("path parameters (;) are not supported");
            default ->
                    value < ' ' || value == 0x7f
                            ? Refusal.invalid("the request path holds a control character")
                            : null;
        };
    }

    private static boolean printable(int c) {
        return c > ' ' && c < 0x7f;
    }

    private static int escaped(String text, int at) {
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static @Nullable String decode(String target) {
        byte[] bytes = new byte[target.length()];
        int length = 0;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) escaped(target, i);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return strictUtf8(bytes, length);
    }

    private static @Nullable String strictUtf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
