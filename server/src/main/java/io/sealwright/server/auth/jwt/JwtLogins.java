package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.LoginTokens;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** From claims that count to a token of ours. */
@Component
final class JwtLogins {
    /** In a token's internal data: which of the roles of that name it was. */
    static final String ROLE_UID = "role_uid";

    private final LoginTokens tokens;

    JwtLogins(LoginTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * @throws TokenRefused if the claims do not say who it is, or not what the role asks for
     */
    static Person person(RoleChoice choice, Claims claims) {
        Person person = Person.of(claims, choice.name(), choice.role());
        try {
            BoundClaims.require(choice.role(), claims);
        } catch (TokenRefused e) {
            throw new TokenRefused("error validating claims: " + e.reason());
        }
        return person;
    }

    /** For somebody whose claims were looked at before. */
    Response issue(Call call, RoleChoice choice, Person person) {
        return issue(call, login(choice, person));
    }

    Response issue(Call call, LoginTokens.Login login) {
        return tokens.issue(call, login);
    }

    static LoginTokens.Login login(RoleChoice choice, Person person) {
        return new LoginTokens.Login(
                person.name(),
                person.name(),
                choice.role().token(),
                person.metadata(),
                Map.of(Person.ROLE, choice.name(), ROLE_UID, choice.role().uid()),
                person.groups(),
                aliasMetadata(person));
    }

    /** What claims say; which role somebody came by is the token's. */
    private static Map<String, String> aliasMetadata(Person person) {
        Map<String, String> metadata = new HashMap<>(person.metadata());
        metadata.remove(Person.ROLE);
        return metadata;
    }
}
