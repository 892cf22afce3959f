package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.ConnectionSettings.Tls;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A connection's own settings as they are shown: what was given, without secrets. */
final class ConnectionDetails {
    private final ObjectNode details = JsonNodeFactory.instance.objectNode();

    private ConnectionDetails() {}

    static ObjectNode of(DatabaseConnection connection) {
        ConnectionDetails shown = new ConnectionDetails();
        if (connection.plugin().hasUrl()) {
            shown.url(connection);
        } else {
            shown.server(connection.server(), connection.tls());
        }
        shown.put("username", connection.account().username());
        shown.put("username_template", connection.making().usernameTemplate());
        shown.put("password_authentication", connection.making().passwordAuthentication());
        shown.put("max_open_connections", connection.pooling().maxOpen());
        shown.put("max_idle_connections", connection.pooling().maxIdle());
        shown.put("max_connection_lifetime", connection.pooling().maxLifetime());
        return shown.details;
    }

    private void url(DatabaseConnection connection) {
        Tls tls = connection.tls();
        details.put("connection_url", ConnectionUrls.shown(connection.url()));
        put("tls_ca", tls.authorities());
        // A text that holds the key, too, is not shown.
        put("tls_certificate", tls.certificate().equals(tls.privateKey()) ? "" : tls.certificate());
        put("tls_server_name", tls.serverName());
        put("tls_skip_verify", tls.skipVerify());
        put("disable_escaping", connection.disableEscaping());
    }

    private void server(DatabaseConnection.Server server, Tls tls) {
        details.put("host", server.host());
        put("port", server.port());
        put("tls", server.tls());
        put("insecure_tls", tls.skipVerify());
        put("ca_cert", tls.authorities());
        put("persistence_mode", server.persistence());
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            details.put(name, value);
        }
    }

    private void put(String name, long value) {
        if (value != 0) {
            details.put(name, value);
        }
    }

    private void put(String name, boolean value) {
        if (value) {
            details.put(name, true);
        }
    }
}
