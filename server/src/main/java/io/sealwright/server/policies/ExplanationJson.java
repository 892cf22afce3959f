package io.sealwright.server.policies;

import io.sealwright.policy.Capability;
import io.sealwright.policy.ConditionResult.State;
import io.sealwright.policy.Decision;
import io.sealwright.policy.Explanation;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An explanation as {@code sys/policies/explain} answers it and the audit log keeps it. Holds no
 * value of the request.
 */
public final class ExplanationJson {
    private ExplanationJson() {}

    public static ObjectNode of(Explanation why) {
        Decision decision = why.decision();
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("decision", decision.allowed() ? "allow" : "deny")
                        .put("summary", why.summary())
                        .put("reason", why.reason())
                        .put("capability", decision.capability().wireName());
        decision.rule().ifPresent(rule -> json.put("pattern", rule.pattern().display()));
        ArrayNode decided = json.putArray("decided_by");
        why.decidedBy().forEach(source -> decided.add(of(source)));
        ArrayNode lost = json.putArray("lost");
        why.lost().forEach(one -> lost.add(of(one.source()).put("reason", one.why())));
        if (why.lostMore() > 0) {
            json.put("lost_more", why.lostMore());
        }
        return json;
    }

    private static ObjectNode of(Decision.Source source) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("policy", source.policy())
                        .put("line", source.line())
                        .put("path", source.rawPath());
        ArrayNode capabilities = json.putArray("capabilities");
        source.capabilities().stream()
                .map(Capability::wireName)
                .sorted()
                .forEach(capabilities::add);
        if (source.condition().state() != State.NONE) {
            json.put("condition", source.condition().text());
        }
        return json;
    }
}
