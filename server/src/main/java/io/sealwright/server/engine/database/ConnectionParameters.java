package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.DatabaseConnection.Making;
import io.sealwright.server.engine.database.DatabaseConnection.Pooling;
import io.sealwright.server.engine.database.DatabaseConnection.Server;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Tls;
import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.username.UsernameTemplate;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a connection's configuration; what a call does not name stays as it was. */
final class ConnectionParameters {
    private static final int MAX_ROLES = 1_024;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_PORT = 0xFFFF;
    private static final List<String> PERSISTENCE = List.of("", "none", "aclfile", "rewrite");

    private static final List<String> OF_URLS =
            List.of(
                    "connection_url",
                    "disable_escaping",
                    "password_authentication",
                    "tls_ca",
                    "tls_certificate",
                    "private_key",
                    "tls_certificate_key",
                    "tls_server_name",
                    "tls_skip_verify");
    private static final List<String> OF_SERVERS =
            List.of("host", "port", "tls", "insecure_tls", "ca_cert", "persistence_mode");

    private final Call call;

    ConnectionParameters(Call call) {
        this.call = call;
    }

    /**
     * @param old null for a new one
     * @throws RequestFailure with what is wrong, as far as it can be told without the database
     */
    DatabaseConnection changed(@Nullable DatabaseConnection old, SecureRandom random) {
        DatabaseConnection before = old == null ? unset(random) : old;
        Plugin plugin = plugin(before.pluginName());
        requireFitting(plugin);
        DatabaseConnection next =
                new DatabaseConnection(
                        before.uid(),
                        call.string("connection_url", before.url()),
                        account(before.account(), plugin),
                        call.has("allowed_roles") ? roles() : before.allowedRoles(),
                        StatementParameters.read(
                                call,
                                "root_rotation_statements",
                                before.rootStatements(),
                                Optional.of(plugin)),
                        making(before.making(), plugin),
                        pooling(before.pooling()),
                        call.bool("disable_escaping", before.disableEscaping()),
                        new TlsParameters(call).changed(before.tls()),
                        plugin.id(),
                        server(before.server()));
        if (next.account().plan().isScheduled() && !next.isTemplated()) {
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
                Tls.NONE,
                "",
                Server.NONE);
    }

    private Plugin plugin(String old) {
        String name = call.string("plugin_name", old);
        if (name.isEmpty()) {
            throw RequestFailure.invalid("empty plugin name");
        }
        if (!call.string("plugin_version", "").isEmpty()) {
            throw RequestFailure.invalid(
                    "plugin_version must be empty: engines are part of the server");
        }
        return Plugin.of(name)
                .orElseThrow(() ->
                        RequestFailure.invalid(
                                "error creating database object: this plugin is not available; those that are: "
                                        + Plugin.ids()));
    }

    /** What one kind of database understands, another would silently not. */
    private void requireFitting(Plugin plugin) {
        for (String name : plugin.hasUrl() ? OF_SERVERS : OF_URLS) {
            if (call.has(name)) {
                throw RequestFailure.invalid(
                        "error creating database object: "
                                + name
                                + " is no parameter of "
                                + plugin.id());
            }
        }
    }

    private Server server(Server old) {
        long port = call.integer("port", old.port());
        if (port < 0 || port > MAX_PORT) {
            throw RequestFailure.invalid("port is a number up to " + MAX_PORT);
        }
        String persistence = call.string("persistence_mode", old.persistence());
        if (!PERSISTENCE.contains(persistence)) {
            throw RequestFailure.invalid("persistence_mode is \"aclfile\" or \"rewrite\"");
        }
        return new Server(
                text("host", old.host()), (int) port, call.bool("tls", old.tls()), persistence);
    }

    /** Another user or password ends a change that is under way. */
    private Account account(Account old, Plugin plugin) {
        Instant now = call.now();
        String username = text("username", old.username());
        String password = text("password", old.password());
        for (String value : List.of(username, password)) {
            if (plugin.hasUrl()
                    && (value.contains("{{username}}") || value.contains("{{password}}"))) {
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

    private Making making(Making old, Plugin plugin) {
        String template = call.string("username_template", old.usernameTemplate());
        try {
            UsernameTemplate.parse(template, plugin.usernames()).check();
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
        if (authentication.equals(DatabaseConnection.HASHED) && !plugin.canHash()) {
            throw RequestFailure.invalid(
                    "error creating database object: password_authentication: only PostgreSQL takes a hash");
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
        if (number < 0 || number > Database.MAX_OPEN) {
            throw RequestFailure.invalid(name + " is a number from 0 to " + Database.MAX_OPEN);
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
}
