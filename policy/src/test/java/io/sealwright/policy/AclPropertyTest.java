package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Decision.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The compiled ACL answers as the naive one, in everything that a decision says. {@code
 * -Dsealwright.policy.cases=1000000} asks for more cases, {@code -Dsealwright.policy.seed=N} for
 * those of another run again.
 */
class AclPropertyTest {
    private static final int REQUESTS_PER_ACL = 50;
    private static final int LEAST_OF_EACH_OUTCOME = 20;

    private final long cases = Long.getLong("sealwright.policy.cases", 100_000);
    private final long seed = Long.getLong("sealwright.policy.seed", new Random().nextLong());
    private final Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);

    @Test
    void compiledEqualsReference() {
        System.out.printf("AclPropertyTest: %d cases, seed %d%n", cases, seed);
        AclCases generated = new AclCases(seed);
        for (long done = 0; done < cases; done += REQUESTS_PER_ACL) {
            List<Policy> policies = generated.policies();
            ReferenceAcl reference = new ReferenceAcl(policies, AclCases.DIRECTIVES, AclCases.NOW);
            Acl acl = Acl.compile(policies, AclCases.identity(), AclCases.NOW);
            for (int i = 0; i < REQUESTS_PER_ACL; i++) {
                compare(acl, reference, generated.request(), done + i);
            }
        }
        assertThat(seen.values()).allMatch(count -> count >= LEAST_OF_EACH_OUTCOME);
        assertThat(seen.keySet())
                .hasSize(Outcome.values().length - 2)
                .doesNotContain(Outcome.ROOT, Outcome.SUDO_MISSING);
    }

    private void compare(Acl acl, ReferenceAcl reference, AccessRequest request, long number) {
        Decision decision = acl.decide(request);
        ReferenceAcl.Answer answer = reference.decide(request);
        seen.merge(answer.outcome(), 1, Integer::sum);
        String what = "seed " + seed + " case " + number + ": " + request + ", " + decision.why();
        assertThat(decision.outcome()).as(what).isEqualTo(answer.outcome());
        assertThat(decision.rootPrivs()).as(what).isEqualTo(answer.sudo());
        assertThat(decision.capability()).as(what).isEqualTo(request.operation().required());
        assertThat(decision.listLimit()).as(what).isEqualTo(answer.listLimit());
        assertThat(places(decision)).as(what).isEqualTo(places(answer));
        assertThat(acl.capabilities(request.path()))
                .as(what)
                .isEqualTo(reference.capabilities(request.path()));
        explained(acl.explain(request, false), decision, answer, what);
    }

    /** Every block of the deciding path has either decided or lost. */
    private static void explained(
            Explanation explanation, Decision decision, ReferenceAcl.Answer answer, String what) {
        assertThat(explanation.decision()).as(what).isEqualTo(decision);
        List<String> named = new ArrayList<>();
        explanation.decidedBy().forEach(source -> named.add(source.place()));
        explanation.lost().forEach(lost -> named.add(lost.source().place()));
        assertThat(explanation.decidedBy().isEmpty()).as(what).isEqualTo(answer.blocks().isEmpty());
        if (explanation.lostMore() == 0) {
            assertThat(named).as(what).containsAll(places(answer)).doesNotHaveDuplicates();
        }
    }

    private static List<String> places(Decision decision) {
        return decision.rule().map(Decision.MatchedRule::sources).orElse(List.of()).stream()
                .map(Decision.Source::place)
                .toList();
    }

    private static List<String> places(ReferenceAcl.Answer answer) {
        return answer.blocks().stream()
                .map(block -> block.policy() + ":" + block.rule().line())
                .toList();
    }
}
