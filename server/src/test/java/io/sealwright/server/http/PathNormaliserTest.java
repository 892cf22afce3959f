package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormaliserTest {
    private static final int MOST = 4096;

    private static PathNormaliser.Result normalise(String target) {
        return PathNormaliser.normalise(target, null, "/v1/", MOST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /v1/secret/data/a       | secret/data/a
                    /v1/secret/metadata/    | secret/metadata/
                    /v1/a%20b               | a b
                    /v1/%C3%BC/%E2%82%AC    | ü/€
                    /v1/a%25b               | a%b
                    /v1/a%252e%252e/b       | a%2e%2e/b
                    /v1/a%5Cb               | a\\b
                    /v1/...                 | ...
                    /v1/a..b/.c/d.          | a..b/.c/d.
                    /v1/a+b                 | a+b
                    /v1/a:b@c!$&'()*,=~     | a:b@c!$&'()*,=~
                    /v1/{a}[b]              | {a}[b]
                    """)
    void ordinaryPathsAreDecodedOnce(String target, String path) {
        assertThat(normalise(target.trim())).isEqualTo(new PathNormaliser.Result.Path(path));
    }

    @Test
    void theRootOfTheApiIsAnEmptyPath() {
        assertThat(normalise("/v1/")).isEqualTo(new PathNormaliser.Result.Path(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/.",
                "/v1/..",
                "/v1/a/../b",
                "/v1/a/./b",
                "/v1/../v1/a",
                "/v1/a/..",
                "/v1/%2e",
                "/v1/%2E%2E/a",
                "/v1/a%2eb",
                "/v1/.%2e/a",
                "/v1/a%2fb",
                "/v1/a%2Fb",
                "/v1/%2f",
                "/v1/a;x",
                "/v1/a;x=1/b",
                "/v1/;",
                "/v1/a%3bx",
                "/v1/a%00",
                "/v1/%00",
                "/v1/a%0a",
                "/v1/a%7f",
                "/v1/a%c2%85",
                "/v1/a%",
                "/v1/a%2",
                "/v1/a%zz",
                "/v1/a%-1",
                "/v1/%c0%af",
                "/v1/%c0%ae",
                "/v1/%e0%80%af",
                "/v1/%ed%a0%80",
                "/v1/%ff",
                "/v1/%c3",
                "/v1/a b",
                "/v1/a\tb",
                "/v1/\u00fc",
                "",
                "v1/a",
                "*",
                "http://host/v1/a",
                "/v1//../a",
                "/v1//%2e%2e/a",
                "//v1/a;b",
                "/\\evil.example//x",
                "//\\evil.example/x"
            })
    void whatTwoReadersCouldUnderstandDifferentlyIs400(String target) {
        assertThat(normalise(target))
                .isInstanceOfSatisfying(
                        PathNormaliser.Result.Refused.class,
                        refused -> {
                            assertThat(refused.refusal().status()).isEqualTo(400);
                            assertThat(refused.refusal().errors()).hasSize(1);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "/v1//a/b, /v1/a/b",
        "//v1/a, /v1/a",
        "/v1/a//, /v1/a/",
        "/v1///a////b, /v1/a/b",
        "//evil.example/x, /evil.example/x",
        "/v1/a//%20, /v1/a/%20"
    })
    void doubleSlashesAreRedirectedToTheCollapsedPath(String target, String location) {
        assertThat(normalise(target)).isEqualTo(new PathNormaliser.Result.Redirect(location));
    }

    @Test
    void theQueryGoesAlongAsItWas() {
        assertThat(PathNormaliser.normalise("/v1//a", "list=true&x=%2F", "/v1/", MOST))
                .isEqualTo(new PathNormaliser.Result.Redirect("/v1/a?list=true&x=%2F"));
        assertThat(PathNormaliser.normalise("/v1//a", "x=\r\nSet-Cookie: a", "/v1/", MOST))
                .isInstanceOf(PathNormaliser.Result.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v2/a", "/ui/", "/V1/a", "/v%31/../a"})
    void whatIsOutsideIsNotServed(String target) {
        assertThat(normalise(target))
                .isInstanceOfSatisfying(
                        PathNormaliser.Result.Refused.class,
                        refused -> assertThat(refused.refusal().status()).isIn(400, 404));
    }

    @Test
    void tooLongIsSaidBeforeAnythingElse() {
        String longest = "/v1/" + "a".repeat(MOST - 4);
        assertThat(normalise(longest)).isInstanceOf(PathNormaliser.Result.Path.class);
        assertThat(normalise(longest + "/../;"))
                .isInstanceOfSatisfying(
                        PathNormaliser.Result.Refused.class,
                        refused -> assertThat(refused.refusal().status()).isEqualTo(414));
    }

    /**
     * Whatever comes out as a path has nothing in it that a second reader could decode or resolve
     * into another.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothingAmbiguousComesOut(long seed) {
        Random random = new Random(seed);
        String[] parts = {
            "/", "//", ".", "..", "%2e", "%2f", "%5c", "a", "%61", ";", "%00", "%c3%bc", "%c0%af",
            "%25", "\\"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder target = new StringBuilder("/v1/");
            for (int n = random.nextInt(8); n > 0; n--) {
                target.append(parts[random.nextInt(parts.length)]);
            }
            if (normalise(target.toString()) instanceof PathNormaliser.Result.Path(String path)) {
                assertThat(path).as("seed %d, %s", seed, target).doesNotContain("//", "\0", ";");
                assertThat(path.split("/"))
                        .as("seed %d, %s", seed, target)
                        .doesNotContain(".", "..");
                assertThat(path).as("seed %d, %s", seed, target).doesNotStartWith("/");
            }
        }
    }
}
