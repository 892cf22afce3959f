package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers that OpenBao 2.7.2 gave, against ours. Every difference is listed. */
class PeerParityTest {

    /**
     * A number in a policy matches no JSON number at the peer; with us it does, and a denied one in
     * any type.
     */
    private static final Set<String> NUMBERS =
            Set.of(
                    "allowed_parameters = { \"a\" = [1] } {\"a\": 1}",
                    "allowed_parameters = { \"a\" = [[1]] } {\"a\": [1]}",
                    "allowed_parameters = { \"a\" = [1.5] } {\"a\": 1.5}",
                    "denied_parameters = { \"a\" = [1] } {\"a\": 1}",
                    "denied_parameters = { \"a\" = [1] } {\"a\": \"1\"}",
                    "denied_parameters = { \"a\" = [\"1\"] } {\"a\": 1}");

    @Test
    void capabilitiesAreThePeers() throws IOException {
        int asked = 0;
        for (PeerFixture fixture : PeerFixture.load("capabilities.tsv")) {
            Acl acl = fixture.acl();
            for (List<String> line : fixture.lines()) {
                asked++;
                assertThat(acl.capabilities(line.get(0)))
                        .as("%s of %s", line.get(0), fixture.policies())
                        .containsExactly(line.get(1).split(",", -1));
            }
        }
        assertThat(asked).isEqualTo(1548);
    }

    @Test
    void parametersAreJudgedAsByThePeer() throws IOException {
        Set<String> differences = new TreeSet<>();
        int asked = 0;
        for (PeerFixture fixture : PeerFixture.load("parameters.tsv")) {
            Acl acl = fixture.acl();
            for (List<String> line : fixture.lines()) {
                asked++;
                Operation operation = Operation.valueOf(line.get(0).toUpperCase(Locale.ROOT));
                int wrap = Integer.parseInt(line.get(1));
                Decision decision =
                        acl.decide(
                                operation,
                                "kv1/a",
                                ParameterView.of(json(line.get(2))),
                                wrap == 0 ? null : Duration.ofSeconds(wrap));
                if (decision.allowed() != line.get(3).equals("yes")) {
                    String policy = String.join(" ", fixture.policies());
                    differences.add(
                            policy.substring(policy.indexOf("] ") + 2, policy.length() - 1)
                                    + line.get(2));
                }
            }
        }
        assertThat(asked).isEqualTo(1078);
        assertThat(differences).isEqualTo(NUMBERS);
    }

    static Map<String, @Nullable Object> json(String text) {
        return object(Hcl.parse(text));
    }

    private static Map<String, @Nullable Object> object(Hcl.Body body) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        body.entries().forEach(entry -> map.put(entry.name(), plain(entry.value())));
        return map;
    }

    private static @Nullable Object plain(Hcl.Value value) {
        return switch (value) {
            case Hcl.Text text -> text.value();
            case Hcl.Numeric number ->
                    isWhole(number.value()) ? (Object) number.value().longValue() : number.value();
            case Hcl.Flag flag -> flag.value();
            case Hcl.Null _ -> null;
            case Hcl.Items items -> {
                List<@Nullable Object> list = new ArrayList<>();
                items.values().forEach(item -> list.add(plain(item)));
                yield list;
            }
            case Hcl.Body body -> object(body);
        };
    }

    private static boolean isWhole(BigDecimal number) {
        return number.scale() <= 0;
    }
}
