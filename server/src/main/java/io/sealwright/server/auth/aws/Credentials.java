package io.sealwright.server.auth.aws;

import io.sealwright.server.aws.StsErrors;
import io.sealwright.server.spi.RawJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sessions as the answers of STS tell them: shown this once. Thread-safe. */
@Component
final class Credentials {
    private final Sessions sessions;

    Credentials(Sessions sessions) {
        this.sessions = sessions;
    }

    ObjectNode of(Session session) {
        String token = sessions.seal(session);
        if (token.length() > Sessions.MAX_LENGTH) {
            throw StsErrors.validation(
                    "The session token would be longer than "
                            + Sessions.MAX_LENGTH
                            + " characters: map fewer claims to metadata");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode credentials = data.putObject("Credentials");
        credentials.put("AccessKeyId", session.id());
        credentials.putPOJO("SecretAccessKey", new RawJson(AccessKey.quoted(session.secret())));
        credentials.put("SessionToken", token);
        credentials.put(
                "Expiration",
                Instant.ofEpochMilli(session.expiresAt())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        return data;
    }

    /** Also who it is. */
    ObjectNode ofRole(Account account, Session session) {
        ObjectNode data = of(session);
        Principal who = principal(account, session);
        ObjectNode user = data.putObject("AssumedRoleUser");
        user.put("AssumedRoleId", who.id());
        user.put("Arn", who.arn());
        return data;
    }

    /** Of a session of a role. */
    Principal principal(Account account, Session session) {
        return Principal.role(account.id(), session.mount(), session.role(), session.name());
    }
}
