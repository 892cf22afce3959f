package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a configuration; what a call does not give stays as it was. */
final class ConfigParameters {
    /** Longest DN, in characters. */
    private static final int MAX_DN = 1_024;

    /** Longest {@code bindpass}, in characters. */
    private static final int MAX_PASSWORD = 1_024;

    private static final int MAX_ATTRIBUTE = 128;

    /** A name or an OID. */
    private static final Pattern ATTRIBUTE =
            Pattern.compile("[A-Za-z][A-Za-z0-9-]*|[0-9]+(\\.[0-9]+)+");

    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,253})");

    private static final Set<String> USER_PLACES =
            Set.of(FilterTemplate.USER_ATTRIBUTE, FilterTemplate.USERNAME);
    private static final Set<String> GROUP_PLACES =
            Set.of(FilterTemplate.USER_DN, FilterTemplate.USERNAME);

    private ConfigParameters() {}

    /**
     * @throws RequestFailure with what is wrong, as far as it can be told without asking the
     *     directory
     */
    static Config changed(Call call, Config old) {
        refuseWhatIsNotThere(call);
        Config config =
                new Config(
                        server(call, old.server()),
                        users(call, old.users()),
                        groups(call, old.groups()),
                        old.token().changed(call));
        try {
            config.server().check();
        } catch (OutboundException e) {
            throw RequestFailure.invalid(e.reason());
        }
        return config;
    }

    private static void refuseWhatIsNotThere(Call call) {
        if (!call.bool("deny_null_bind", true)) {
            throw RequestFailure.invalid(
                    "deny_null_bind cannot be false: a login without a password proves nothing");
        }
        if (call.bool("use_token_groups", false)) {
            throw RequestFailure.invalid(
                    "use_token_groups is not available: a groupfilter such as (member:1.2.840.113556.1.4.1941:={{.UserDN}}) finds nested groups, too");
        }
        if (call.bool("use_pre111_group_cn_behavior", false)) {
            throw RequestFailure.invalid(
                    "use_pre111_group_cn_behavior is not available: names of groups are found in any case of \"cn\"");
        }
    }

    private static Server server(Call call, Server old) {
        TlsVersion least = version(call, "tls_min_version", old.leastTls());
        TlsVersion most = version(call, "tls_max_version", old.mostTls());
        if (most.compareTo(least) < 0) {
            throw RequestFailure.invalid(
                    "'tls_max_version' must be greater than or equal to 'tls_min_version'");
        }
        Server server =
                new Server(
                        call.string("url", old.url()).toLowerCase(Locale.ROOT),
                        call.bool("starttls", old.startTls()),
                        call.bool("insecure_tls", old.insecureTls()),
                        least,
                        most,
                        call.string("certificate", old.certificate()),
                        call.string("client_tls_cert", old.clientCertificate()),
                        call.string("client_tls_key", old.clientKey()),
                        seconds(call, "connection_timeout", old.connectionTimeout()),
                        seconds(call, "request_timeout", old.requestTimeout()),
                        call.string("binddn", old.bindDn()),
                        call.string("bindpass", old.bindPassword()));
        requireShort("binddn", server.bindDn(), MAX_DN);
        requireShort("bindpass", server.bindPassword(), MAX_PASSWORD);
        requireCertificate(server.certificate());
        return server;
    }

    private static void requireCertificate(String pem) {
        try {
            new Trust(pem, List.of()).check();
        } catch (OutboundException e) {
            throw RequestFailure.invalid("failed to parse server tls cert: " + e.reason());
        }
    }

    private static UserRules users(Call call, UserRules old) {
        UserRules rules =
                new UserRules(
                        dn(call, "userdn", old.dn()),
                        attribute(call, "userattr", old.attribute()).toLowerCase(Locale.ROOT),
                        call.string("userfilter", old.filter()),
                        call.bool("discoverdn", old.discover()),
                        call.string("upndomain", old.upnDomain()),
                        call.bool("username_as_alias", old.nameIsAlias()),
                        call.bool("case_sensitive_names", old.caseSensitive()));
        if (!rules.filter().isEmpty()) {
            FilterTemplate.require("userfilter", rules.filter(), USER_PLACES);
        }
        if (rules.hasPrincipalNames() && !DOMAIN.matcher(rules.upnDomain()).matches()) {
            throw RequestFailure.invalid("upndomain is not a domain such as example.com");
        }
        return rules;
    }

    private static GroupRules groups(Call call, GroupRules old) {
        String filter = call.string("groupfilter", old.filter());
        if (!filter.isEmpty()) {
            FilterTemplate.require("groupfilter", filter, GROUP_PLACES);
        }
        long pageSize = call.integer("max_page_size", old.pageSize());
        if (pageSize < 0 || pageSize > Integer.MAX_VALUE) {
            throw RequestFailure.invalid("max_page_size must be between 0 and 2147483647");
        }
        return new GroupRules(
                dn(call, "groupdn", old.dn()),
                filter,
                attribute(call, "groupattr", old.attribute()),
                call.bool("anonymous_group_search", old.anonymous()),
                dereference(call, old.dereference()),
                (int) pageSize);
    }

    private static TlsVersion version(Call call, String parameter, TlsVersion old) {
        String label = call.string(parameter, old.label());
        TlsVersion version = TlsVersion.find(label);
        if (version == null) {
            throw RequestFailure.invalid(
                    "invalid '"
                            + parameter
                            + "': it must be tls12 or tls13; older ones are not secure");
        }
        return version;
    }

    private static Dereference dereference(Call call, Dereference old) {
        Dereference found = Dereference.find(call.string("dereference_aliases", old.label()));
        if (found == null) {
            throw RequestFailure.invalid(
                    "invalid dereference_aliases: it must be never, finding, searching or always");
        }
        return found;
    }

    private static long seconds(Call call, String parameter, long old) {
        return call.duration(parameter, Duration.ofSeconds(old)).toSeconds();
    }

    private static String dn(Call call, String parameter, String old) {
        String dn = call.string(parameter, old);
        requireShort(parameter, dn, MAX_DN);
        if (!DN.isValidDN(dn)) {
            throw RequestFailure.invalid(
                    parameter + " is not a DN such as ou=people,dc=example,dc=com");
        }
        return dn;
    }

    private static String attribute(Call call, String parameter, String old) {
        String name = call.string(parameter, old);
        if (name.length() > MAX_ATTRIBUTE || !ATTRIBUTE.matcher(name).matches()) {
            throw RequestFailure.invalid(parameter + " is not the name of an attribute such as cn");
        }
        return name;
    }

    private static void requireShort(String parameter, String value, int most) {
        if (value.length() > most) {
            throw RequestFailure.invalid(parameter + " is longer than " + most + " characters");
        }
    }
}
