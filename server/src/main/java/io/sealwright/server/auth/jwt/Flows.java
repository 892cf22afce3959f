package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Decoded;
import org.springframework.stereotype.Component;

/**
 * What the requests that come after the first one of a browser login have in common. Thread-safe.
 */
@Component
final class Flows {
    private static final String FAILED = "OpenBao login failed. ";

    /** A login that was begun here, with its role and configuration as they still are. */
    record Flow(FlowState state, RoleChoice choice, Decoded<Config> config) {
        @Override
        public String toString() {
            return "Flow";
        }
    }

    private final FlowStates states;

    Flows(FlowStates states) {
        this.states = states;
    }

    /**
     * By the call's parameter {@code state}.
     *
     * @throws RequestFailure if there is no such login, or not any more
     */
    Flow open(Call call) {
        Decoded<Config> config = Config.find(call.records());
        if (config == null) {
            throw failed("Could not load configuration");
        }
        FlowState state = states.open(call.mount(), call.string("state", ""), call.now());
        if (state == null || state.configuration() != config.revision()) {
            throw expired();
        }
        Role role = Roles.find(call.records(), state.role());
        if (role == null || !role.uid().equals(state.roleUid())) {
            throw failed("Role could not be found");
        }
        return new Flow(state, new RoleChoice(state.role(), role), config);
    }

    /**
     * @throws TokenRefused if the claims do not say who it is, or not what the role asks for
     */
    static Person person(RoleChoice choice, Claims claims) {
        String subject = choice.role().subject();
        if (!subject.isEmpty() && !subject.equals(claims.text("sub"))) {
            throw new TokenRefused("sub claim does not match bound subject");
        }
        return JwtLogins.person(choice, claims);
    }

    static RequestFailure expired() {
        return failed("Expired or missing OAuth state.");
    }

    static RequestFailure failed(String why) {
        return RequestFailure.invalid(FAILED + why);
    }
}
