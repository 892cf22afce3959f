package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestSigners;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Where regions of the AWS API lead to. Thread-safe. */
@Component
final class AwsRegions {
    private final Supplier<RequestSigners> signers;

    /** Signers need the mounts, and those the engines. */
    @Autowired
    AwsRegions(ObjectProvider<RequestSigners> signers) {
        this(signers::getObject);
    }

    AwsRegions(Supplier<RequestSigners> signers) {
        this.signers = signers;
    }

    /** Whether a request like this one, signed for two regions, would reach the same mount. */
    boolean same(Call call, String one, String other) {
        Request first = placed(call, one);
        Request second = placed(call, other);
        return first.namespace().equals(second.namespace()) && first.path().equals(second.path());
    }

    private Request placed(Call call, String region) {
        Action.Signed action = AwsSecret.action(call);
        Action.Signed moved =
                new Action.Signed(action.api(), action.name(), action.signature().in(region));
        return signers.get()
                .placed(call.transaction(), call.request().withAction(moved).withPath(""));
    }
}
