package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.server.http.PathNormaliser.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any request target is refused, redirected on this host to one that needs no redirect, or a path
 * that no second reader could understand in another way. The input is a target, and after a line
 * break the query.
 */
class PathNormaliserFuzzTest {
    private static final int LONGEST = 1_024;
    private static final int MOST = 512;
    private static final String PREFIX = "/v1/";

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void target(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return;
        }
        // The server hands over the bytes of the request line as characters, one by one.
        String[] parts = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", 2);
        String query = parts.length == 1 ? null : parts[1];
        switch (normalise(parts[0], query)) {
            case Result.Path(String path) -> unambiguous(path);
            case Result.Redirect(String location) -> local(parts[0], query, location);
            case Result.Refused(Refusal refusal) ->
                    assertThat(refusal.status()).isIn(400, 404, 414);
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "/v1/secret/data/a%20b/%C3%BC",
                        "/v1//secret///a\nlist=true", "/v1/a/..;/%2e%2e/%2f\\", "//host/%25%5c")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Result normalise(String target, @Nullable String query) {
        return PathNormaliser.normalise(target, query, PREFIX, MOST);
    }

    private static void unambiguous(String path) {
        assertThat(List.of(path.split("/", -1))).doesNotContain(".", "..");
        assertThat(path).doesNotContain("//", ";");
        assertThat(path.codePoints().noneMatch(Character::isISOControl)).isTrue();
        String written = PREFIX + encoded(path);
        if (written.length() <= MOST) {
            assertThat(normalise(written, null)).isEqualTo(new Result.Path(path));
        }
    }

    private static void local(String target, @Nullable String query, String location) {
        assertThat(location).startsWith("/");
        assertThat(location.charAt(Math.min(1, location.length() - 1))).isNotEqualTo('\\');
        assertThat(location).doesNotStartWith("//");
        assertThat(location.chars().allMatch(c -> c > ' ' && c < 0x7f)).isTrue();
        String collapsed =
                query == null
                        ? location
                        : location.substring(0, location.length() - query.length() - 1);
        assertThat(collapsed).doesNotContain("//").hasSizeLessThan(target.length());
        assertThat(normalise(collapsed, query)).isNotInstanceOf(Result.Redirect.class);
    }

    /** Everything but letters, digits, dots and slashes escaped, as a careful client would. */
    private static String encoded(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) Byte.toUnsignedInt(b);
            boolean plain = (c < 0x80 && Character.isLetterOrDigit(c)) || c == '/' || c == '.';
            out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }
}
