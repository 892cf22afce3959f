package io.sealwright.server.aws.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Requests for tests: somebody, an action, and the facts that are given. */
final class Asked {
    static final String ACCOUNT = "123456789012";
    static final AwsCaller BOB = AwsCaller.user(ACCOUNT, "bob");
    static final AwsCaller ALICE = AwsCaller.user(ACCOUNT, "alice");
    static final AwsCaller SESSION =
            new AwsCaller(ACCOUNT, "arn:aws:sts::" + ACCOUNT + ":assumed-role/Deploy/ci");
    static final String ARN =
            "arn:aws:secretsmanager:eu-central-1:" + ACCOUNT + ":secret:prod/db-Ab12Cd";

    private Asked() {}

    static PolicyRequest by(AwsCaller caller, String action) {
        return by(caller, action, Map.of());
    }

    /** Facts about tags are those of whichever tag. */
    static PolicyRequest by(
            AwsCaller caller, String action, Map<ConditionKey, List<String>> facts) {
        Map<ConditionKey, List<String>> known = new EnumMap<>(ConditionKey.class);
        known.putAll(facts);
        return new PolicyRequest(caller, action, (key, _) -> known.getOrDefault(key, List.of()));
    }
}
