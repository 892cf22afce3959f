package io.sealwright.server.engine.database;

import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import java.util.List;
import java.util.stream.Stream;

/** The parameters of a connection. */
final class ConnectionFields {
    static final List<Field> ALL =
            Stream.of(
                            List.of(
                                    Field.of(
                                            "plugin_name",
                                            FieldType.STRING,
                                            "Which database: one of " + Plugin.ids() + "."),
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
                                            "SQL that changes the password of the connection's own user; not of Redis."),
                                    Field.of(
                                            "password_policy",
                                            FieldType.STRING,
                                            "How passwords are made: below sys/policies/password."),
                                    Field.of(
                                            "connection_url",
                                            FieldType.STRING,
                                            "postgresql://{{username}}:{{password}}@host:5432/name or key=value pairs; of MySQL, {{username}}:{{password}}@tcp(host:3306)/name."),
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
                                            "Of PostgreSQL: \"password\", or \"scram-sha-256\" for statements that hold a hash of the password."),
                                    Field.of(
                                            "tls_ca",
                                            FieldType.STRING,
                                            "PEM of the authorities of the server's certificate."),
                                    Field.of(
                                            "tls_certificate",
                                            FieldType.STRING,
                                            "Of PostgreSQL: PEM of the certificate to log in with."),
                                    Field.of(
                                            "private_key",
                                            FieldType.STRING,
                                            "Of PostgreSQL: PEM of its key; shown to nobody."),
                                    Field.of(
                                            "tls_certificate_key",
                                            FieldType.STRING,
                                            "Of MySQL: PEM of the certificate to log in with, and of its key; shown to nobody."),
                                    Field.of(
                                            "tls_server_name",
                                            FieldType.STRING,
                                            "Of MySQL: the name that the server's certificate has to bear."),
                                    Field.of(
                                            "tls_skip_verify",
                                            FieldType.BOOL,
                                            "Of MySQL: whether any certificate will do.")),
                            List.of(
                                    Field.of(
                                            "host",
                                            FieldType.STRING,
                                            "Of Redis: its DNS name or address."),
                                    Field.of("port", FieldType.INT, "Of Redis: its port."),
                                    Field.of(
                                            "tls",
                                            FieldType.BOOL,
                                            "Of Redis: whether it speaks TLS."),
                                    Field.of(
                                            "insecure_tls",
                                            FieldType.BOOL,
                                            "Of Redis: whether any certificate will do."),
                                    Field.of(
                                            "ca_cert",
                                            FieldType.STRING,
                                            "Of Redis: PEM of the authorities of its certificate."),
                                    Field.of(
                                            "persistence_mode",
                                            FieldType.STRING,
                                            "Of Redis, what keeps users over its restart: \"aclfile\" (ACL SAVE), \"rewrite\" (CONFIG REWRITE), or nothing if not given.")),
                            PlanParameters.FIELDS)
                    .flatMap(List::stream)
                    .toList();

    private ConnectionFields() {}
}
