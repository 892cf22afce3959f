package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.DatabaseConnection.Making;
import io.sealwright.server.engine.database.DatabaseConnection.Pooling;
import io.sealwright.server.engine.database.postgres.ConnectionSettings.Tls;
import io.sealwright.server.engine.database.postgres.Pools;
import io.sealwright.server.engine.database.username.UsernameTemplate;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a connection's configuration; what a call does not name stays as it was. */
final class ConnectionParameters {
    static final String PLUGIN = "postgresql-database-plugin";

    static final List<Field> FIELDS =
            Stream.of(
                            List.of(
                                    Field.of(
                                            "plugin_name",
                                            FieldType.STRING,
                                            "\"" + PLUGIN + "\"; no other database is available."),
                                    Field.of(
                                            "plugin_version",
                                            FieldType.STRING,
                                            "Empty: engines are part of the server."),
                                    Field.of(
                                            "verify_connection",
                                            FieldType.BOOL,
                                            "Whether to log in before it is kept; true if not given."),
                                    Field.of(
                                            "allowed_roles",
                                            FieldType.STRING_LIST,
                                            "The roles that may use it, with * for any characters; none if not given."),
                                    StatementParameters.field(
                                            "root_rotation_statements",
                                            "SQL that changes the password of the connection's own user."),
                                    Field.of(
                                            "password_policy",
                                            FieldType.STRING,
                                            "How passwords are made: below sys/policies/password."),
                                    Field.of(
                                            "connection_url",
                                            FieldType.STRING,
                                            "postgresql://{{username}}:{{password}}@host:5432/name, or key=value pairs."),
                                    Field.of(
                                            "username", FieldType.STRING, "The connection's user."),
                                    Field.of(
                                            "password",
                                            FieldType.STRING,
                                            "Its password; shown to nobody."),
                                    Field.of(
                                            "disable_escaping",
                                            FieldType.BOOL,
                                            "Whether both are percent-encoded already.")),
                            List.of(
                                    Field.of(
                                            "max_open_connections",
                                            FieldType.INT,
                                            "Most connections of a node: 4 if not given, at most 32."),
                                    Field.of(
                                            "max_idle_connections",
                                            FieldType.INT,
                                            "Connections that a node keeps open without work; none if not given."),
                                    Field.of(
                                            "max_connection_lifetime",
                                            FieldType.DURATION,
                                            "After which a connection is replaced: at least 30 s; 30 m if not given."),
                                    Field.of(
                                            "username_template",
                                            FieldType.STRING,
                                            "How users are named, as a template of Go."),
                                    Field.of(
                                            "password_authentication",
                                            FieldType.STRING,
                                            "\"password\", or \"scram-sha-256\" for statements that hold a hash of the password."),
                                    Field.of(
                                            "tls_ca",
                                            FieldType.STRING,
                                            "PEM of the authorities of the server's certificate."),
                                    Field.of(
                                            "tls_certificate",
                                            FieldType.STRING,
                                            "PEM of the certificate to log in with."),
                                    Field.of(
                                            "private_key",
                                            FieldType.STRING,
                                            "PEM of its key; shown to nobody.")),
                            PlanParameters.FIELDS)
                    .flatMap(List::stream)
                    .toList();

    private static final int MAX_ROLES = 1_024;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_PEM = 64 << 10;

    private final Call call;

    ConnectionParameters(Call call) {
        this.call = call;
    }

    /**
     * @param old null for a new one
     * @throws RequestFailure with what is wrong, as far as it can be told without the database
     */
    DatabaseConnection changed(@Nullable DatabaseConnection old, SecureRandom random) {
        requirePlugin(old == null);
        DatabaseConnection before = old == null ? unset(random) : old;
        DatabaseConnection next =
                new DatabaseConnection(
                        before.uid(),
                        call.string("connection_url", before.url()),
                        account(before.account(), call.now()),
                        call.has("allowed_roles") ? roles() : before.allowedRoles(),
                        StatementParameters.read(
                                call, "root_rotation_statements", before.rootStatements()),
                        making(before.making()),
                        pooling(before.pooling()),
                        call.bool("disable_escaping", before.disableEscaping()),
                        new Tls(
                                pem("tls_ca", before.tls().authorities()),
                                pem("tls_certificate", before.tls().certificate()),
                                pem("private_key", before.tls().privateKey())));
        if (next.account().plan().isScheduled() && !ConnectionUrls.isTemplated(next.url())) {
            throw RequestFailure.invalid(
                    "a password that rotates needs a connection_url with {{username}} and {{password}}");
        }
        return next;
    }

    private static DatabaseConnection unset(SecureRandom random) {
        return new DatabaseConnection(
                Subject.newUid(random),
                "",
                Account.of("", "", Plan.NONE),
                List.of(),
                List.of(),
                Making.USUAL,
                Pooling.USUAL,
                false,
                Tls.NONE);
    }

    private void requirePlugin(boolean first) {
        String name = call.string("plugin_name", "");
        if (name.isEmpty() && (first || call.has("plugin_name"))) {
            throw RequestFailure.invalid("empty plugin name");
        }
        if (!name.isEmpty() && !name.equals(PLUGIN)) {
            throw RequestFailure.invalid(
                    "error creating database object: this plugin is not available; the one that is: "
                            + PLUGIN);
        }
        if (!call.string("plugin_version", "").isEmpty()) {
            throw RequestFailure.invalid(
                    "plugin_version must be empty: engines are part of the server");
        }
    }

    /** Another user or password ends a change that is under way. */
    private Account account(Account old, Instant now) {
        String username = text("username", old.username());
        String password = text("password", old.password());
        for (String value : List.of(username, password)) {
            if (value.contains("{{username}}") || value.contains("{{password}}")) {
                throw RequestFailure.invalid(
                        "error creating database object: username and/or password cannot contain the template variables");
            }
        }
        boolean same = username.equals(old.username()) && !call.has("password");
        Account account =
                same ? old : new Account(username, password, "", 0, now.toEpochMilli(), old.plan());
        return PlanParameters.isGiven(call)
                ? account.with(PlanParameters.read(call, old.plan()), now)
                : same ? old : account.with(old.plan(), now);
    }

    private List<String> roles() {
        List<String> roles = call.strings("allowed_roles");
        if (roles.size() > MAX_ROLES) {
            throw RequestFailure.invalid("allowed_roles holds more than " + MAX_ROLES + " entries");
        }
        roles.forEach(role -> StatementParameters.shortText("an entry of allowed_roles", role));
        return roles;
    }

    private Making making(Making old) {
        String template = call.string("username_template", old.usernameTemplate());
        try {
            UsernameTemplate.parse(template).check();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "error creating database object: invalid username template: " + e.getMessage());
        }
        String authentication =
                call.string("password_authentication", old.passwordAuthentication());
        if (!List.of("", "password", DatabaseConnection.HASHED).contains(authentication)) {
            throw RequestFailure.invalid(
                    "error creating database object: password_authentication is \"password\" or \"scram-sha-256\"");
        }
        return new Making(
                StatementParameters.shortText(
                        "password_policy", call.string("password_policy", old.passwordPolicy())),
                template,
                authentication);
    }

    private Pooling pooling(Pooling old) {
        return new Pooling(
                number("max_open_connections", old.maxOpen()),
                number("max_idle_connections", old.maxIdle()),
                call.duration("max_connection_lifetime", Duration.ofSeconds(old.maxLifetime()))
                        .toSeconds());
    }

    private int number(String name, int otherwise) {
        long number = call.integer(name, otherwise);
        if (number < 0 || number > Pools.MAX_OPEN) {
            throw RequestFailure.invalid(name + " is a number from 0 to " + Pools.MAX_OPEN);
        }
        return (int) number;
    }

    private String text(String name, String otherwise) {
        String value = call.string(name, otherwise);
        if (value.length() > MAX_TEXT) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_TEXT + " characters");
        }
        return value;
    }

    private String pem(String name, String otherwise) {
        String value = call.string(name, otherwise);
        if (value.length() > MAX_PEM) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_PEM + " characters");
        }
        return value;
    }
}
