package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.stream.Stream;

/** The parameters of a configuration. */
final class ConfigFields {
    static final List<Field> ALL =
            Stream.of(server(), users(), groups(), notThere(), TokenSettings.FIELDS)
                    .flatMap(List::stream)
                    .toList();

    private ConfigFields() {}

    private static Field text(String name, String description) {
        return Field.of(name, FieldType.STRING, description);
    }

    private static Field flag(String name, String description) {
        return Field.of(name, FieldType.BOOL, description);
    }

    private static List<Field> server() {
        return List.of(
                text(
                        "url",
                        "URLs of the directory's servers, with commas, asked in this order: ldaps://, or ldap:// with starttls or on this machine."),
                flag("starttls", "Begins TLS on connections to ldap:// URLs."),
                flag("insecure_tls", "Takes any certificate; for servers on this machine alone."),
                text("tls_min_version", "Least version of TLS: tls12 (if not given) or tls13."),
                text("tls_max_version", "Highest version of TLS: tls12 or tls13 (if not given)."),
                text(
                        "certificate",
                        "PEM of the authorities that the servers' certificates may come from; those that this machine trusts if not given."),
                text("client_tls_cert", "PEM of the certificate that is shown to the servers."),
                text("client_tls_key", "PEM of its key; shown to nobody."),
                Field.of(
                        "connection_timeout",
                        FieldType.DURATION,
                        "Longest wait for a connection before the next server is tried; never more than "
                                + DirectoryClient.CONNECT_SECONDS
                                + " s."),
                Field.of(
                        "request_timeout",
                        FieldType.DURATION,
                        "Longest wait for an answer; never more than is left of the "
                                + DirectoryClient.TOTAL.toSeconds()
                                + " s of a login."),
                text("binddn", "Who searches for users."),
                text("bindpass", "Its password; shown to nobody."));
    }

    private static List<Field> users() {
        return List.of(
                text("userdn", "DN below which the users lie."),
                text("userattr", "Attribute that users log in by; cn if not given."),
                text(
                        "userfilter",
                        "Filter of the search for a user, with {{.UserAttr}} and {{.Username}}."),
                flag(
                        "discoverdn",
                        "Searches for users even if nobody is configured to search: anonymously."),
                text("upndomain", "Users bind as USERNAME@UPNDOMAIN."),
                flag("username_as_alias", "Users are called here by the names they log in with."),
                flag(
                        "case_sensitive_names",
                        "Names of users and groups here that differ by case alone are different."));
    }

    private static List<Field> groups() {
        return List.of(
                text("groupdn", "DN below which the groups lie; without it none are asked for."),
                text(
                        "groupfilter",
                        "Filter of the search for a user's groups, with {{.UserDN}} and {{.Username}}; if it is empty, none are asked for."),
                text(
                        "groupattr",
                        "Attribute that names the groups, or their DNs; cn if not given."),
                flag("anonymous_group_search", "Searches for groups without binding."),
                text(
                        "dereference_aliases",
                        "When searches follow aliases: never (if not given), finding, searching or always."),
                Field.of(
                        "max_page_size",
                        FieldType.INT,
                        "Groups that are asked for at a time; all at once if it is 0."));
    }

    private static List<Field> notThere() {
        return List.of(
                flag("deny_null_bind", "Refuses logins without a password: always true."),
                flag("use_token_groups", "Not available: always false."),
                flag("use_pre111_group_cn_behavior", "Not available: always false."));
    }
}
