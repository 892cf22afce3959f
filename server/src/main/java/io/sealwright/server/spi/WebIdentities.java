package io.sealwright.server.spi;

import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenSettings;
import java.util.Map;

/**
 * An auth method that can say whom a provider's token is about, by the rules of its logins, where
 * no token of ours is wanted for it. A facet of an {@link EngineType}.
 */
public interface WebIdentities {
    /** Parameter of the call: which role of the mount. */
    String ROLE = "role";

    /** Parameter of the call: the provider's token. */
    String TOKEN = "jwt";

    /** Path of the call below the mount. */
    String PATH = "login";

    /**
     * @param call of a login at the mount
     * @throws RequestFailure as the login would be refused
     */
    LoginTokens.Login identified(Call call);

    /**
     * What holds now for somebody who was identified.
     *
     * @param internal of the login
     * @throws RequestFailure if its role is gone
     */
    TokenSettings held(EngineContext context, Map<String, String> internal);
}
