package io.sealwright.server.rotation;

import io.sealwright.rotation.Leading;
import io.sealwright.server.auth.Glob;
import io.sealwright.server.rotation.DatabaseLogins.Login;
import io.sealwright.server.rotation.DatabaseLogins.LoginFailure;
import java.time.Duration;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sets the password of a user of a database by a connection of a database mount, and tests it by
 * logging in as that user. Thread-safe.
 */
@Component
final class SqlRotator implements Rotator {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final DatabaseLogins logins;

    SqlRotator(DatabaseLogins logins) {
        this.logins = logins;
    }

    @Override
    public StepResult run(RotatorDefinition definition, StepRequest request, Leading leading) {
        SqlSpec sql = definition.sql();
        if (sql == null) {
            return new StepResult.Refused("the rotator has no connection");
        }
        Duration limit = Duration.ofSeconds(definition.timeoutSeconds());
        try {
            switch (request.step()) {
                case SET, UNDO -> logins.set(leading, login(sql, request), sql.statements(), limit);
                case TEST, VERIFY -> logins.test(leading, login(sql, request));
                case CREATE, FINISH -> {
                    // Nothing of that is done in a database.
                }
            }
            return StepResult.Done.withoutChanges();
        } catch (LoginFailure e) {
            return e.untouched()
                    ? new StepResult.Refused(e.reason())
                    : new StepResult.Failed(e.reason());
        }
    }

    /** The new password, or while it is undone the old one. */
    private static Login login(SqlSpec sql, StepRequest request) {
        JsonNode data =
                switch (request.step()) {
                    case CREATE, SET, TEST, FINISH -> data(request.pending());
                    case UNDO, VERIFY -> data(request.current());
                };
        String username = member(data, sql.usernameField());
        if (sql.users().stream().noneMatch(pattern -> Glob.matches(pattern, username))) {
            throw new LoginFailure("users of the rotator does not name this user", true);
        }
        return new Login(
                sql.mount(), sql.connection(), username, member(data, sql.passwordField()));
    }

    private static JsonNode data(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new LoginFailure("the secret's data is no JSON", true);
        }
    }

    private static String member(JsonNode data, String name) {
        JsonNode value = data.get(name);
        if (value == null || !value.isString() || value.stringValue().isEmpty()) {
            throw new LoginFailure(
                    "the secret's data has no text under \"" + name + "\", or is gone", true);
        }
        return value.stringValue();
    }
}
