package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a policy's text, the parser answers with a policy or with its own exception.
 */
class ParserMutationTest {
    private static final String JSON =
            "{\"path\": {\"secret/*\": {\"capabilities\": [\"read\", \"list\"], \"allowed_parameters\": {\"a\": [1, null, \"x\\u00e9\"]},"
                    + " \"min_wrapping_ttl\": \"1h\"}, \"b/+/{{identity.entity.id}}\": {\"policy\": \"write\"}}}";
    private static final String HCL =
            "/* c */ path \"a/+\" { capabilities = [\"read\"] // x\n allowed_parameters = { \"a\" = [1.5e3, 0x1F, true, {b = 1}] }\n"
                    + " comment = <<-EOF\n  some\n  EOF\n expiration = \"2030-01-01T00:00:00Z\" pagination_limit = 5 }\n";
    private static final String[] PIECES = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        "=",
        ",",
        "<<",
        "<<-X\n",
        "/*",
        "*/",
        "#",
        "//",
        "\\",
        "\\u",
        "${",
        "{{",
        "}}",
        "+*",
        "\n",
        "\0",
        "\uD83D",
        "\uDE00",
        "é",
        "0x",
        "-",
        "1e999999999",
        "99999999999999999999",
        "null",
        "true",
        "path",
        "deny",
        "\uFEFF",
        ":"
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void onlySyntaxExceptions(long seed) {
        Random random = new Random(seed);
        List<String> texts = List.of(JSON, HCL, BuiltinPolicies.defaultPolicyText());
        int parsed = 0;
        for (int i = 0; i < 4000; i++) {
            String text = mutate(texts.get(i % texts.size()), random);
            try {
                Policy policy = PolicyParser.parse("p", text);
                Acl.compile(List.of(policy), TemplateContext.none()).capabilities("secret/a");
                parsed++;
            } catch (PolicySyntaxException e) {
                assertThat(e.line()).as("seed %d, text %s", seed, text).isPositive();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", text " + text, e);
            }
        }
        assertThat(parsed).as("mutations are not all fatal").isBetween(50, 3950);
    }

    private static String mutate(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int n = 1 + random.nextInt(3); n > 0 && !mutated.isEmpty(); n--) {
            int at = random.nextInt(mutated.length());
            int end = Math.min(mutated.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(at, end);
                case 1 -> mutated.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> mutated.insert(at, mutated.substring(at, end));
                case 3 -> mutated.setCharAt(at, (char) random.nextInt(0x180));
                case 4 -> mutated.setLength(at);
                default -> throw new IllegalStateException();
            }
        }
        return mutated.toString();
    }
}
