package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Decoded;
import org.springframework.stereotype.Component;

/**
 * Renewals ask the directory again: whoever cannot bind any more, or would get other policies now,
 * logs in anew.
 */
@Component
final class LdapRenewal {
    private final Directory directory;
    private final LoginTokens tokens;

    LdapRenewal(Directory directory, LoginTokens tokens) {
        this.directory = directory;
        this.tokens = tokens;
    }

    /**
     * @throws RequestFailure if the token may not be renewed any more
     */
    TokenSettings renew(EngineContext context, TokenEntry token, Request request) {
        Decoded<Config> config = Config.find(context.records());
        LoginName name = LoginName.of(token.internal().getOrDefault(LdapLogin.USERNAME, ""));
        String password = token.internal().getOrDefault(LdapLogin.PASSWORD, "");
        if (config == null || name == null || password.isEmpty()) {
            throw refused("the auth method is not configured any more");
        }
        return switch (directory.check(request, config, name, password)) {
            case Checked.Refused _ -> throw refused(LdapLogin.WRONG);
            case Checked.Person person -> {
                Granted granted =
                        Granted.to(context.records(), config.value(), name, person.groups());
                if (!granted.settings().samePolicies(token.policies())) {
                    throw refused("policies have changed, not renewing");
                }
                tokens.joinGroups(context, token, granted.groups());
                yield granted.settings();
            }
        };
    }

    private static RequestFailure refused(String why) {
        return RequestFailure.invalid(
                "1 error occurred:\n\t* failed to renew entry: " + why + "\n\n");
    }
}
