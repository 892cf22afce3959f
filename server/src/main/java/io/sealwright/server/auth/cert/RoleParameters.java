package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a role. */
final class RoleParameters {
    /** The most patterns of one list, and the most characters of one. */
    private static final int MAX_ENTRIES = 256;

    private static final int MAX_TEXT = 1_024;

    /** The most extensions that become metadata, which identities limit to 64. */
    private static final int MAX_METADATA = 32;

    private static final Pattern OID = Pattern.compile("[0-2](?:\\.[0-9]{1,40}){1,30}");
    static final List<Field> FIELDS =
            Stream.of(own(), OcspParameters.FIELDS, old(), TokenSettings.FIELDS)
                    .flatMap(List::stream)
                    .toList();

    private RoleParameters() {}

    private static List<Field> own() {
        return List.of(
                Field.of(
                        "certificate",
                        FieldType.STRING,
                        "PEM of the authorities whose clients may log in, or of the one certificate that may."),
                patterns("allowed_names", "One of the common name, DNS names and e-mail addresses"),
                patterns("allowed_common_names", "The common name"),
                patterns("allowed_dns_sans", "One of the DNS names"),
                patterns("allowed_email_sans", "One of the e-mail addresses"),
                patterns("allowed_uri_sans", "One of the URIs"),
                patterns("allowed_organizational_units", "One of the organizational units"),
                Field.of(
                        "required_extensions",
                        FieldType.STRING_LIST,
                        "Each oid:value, where * stands for anything; all must match an extension that holds a text."),
                Field.of(
                        "allowed_metadata_extensions",
                        FieldType.STRING_LIST,
                        "OIDs of extensions that become metadata, with - in place of the dots."),
                Field.of(
                        "display_name",
                        FieldType.STRING,
                        "How its tokens are displayed; the role's name if not given."));
    }

    private static Field patterns(String name, String what) {
        return Field.of(
                name,
                FieldType.STRING_LIST,
                what + " must match one of these, where * stands for anything.");
    }

    private static List<Field> old() {
        return List.of(
                Field.of("lease", FieldType.ANY, "Not available; use token_ttl."),
                TokenSettings.old("policies", FieldType.STRING_LIST),
                TokenSettings.old("ttl", FieldType.DURATION),
                TokenSettings.old("max_ttl", FieldType.DURATION),
                TokenSettings.old("period", FieldType.DURATION),
                TokenSettings.old("bound_cidrs", FieldType.STRING_LIST));
    }

    /**
     * The role with what the call gives.
     *
     * @throws RequestFailure with what is wrong
     */
    static Role changed(Call call, Role old) {
        if (call.has("lease")) {
            throw RequestFailure.invalid("lease is not available; use token_ttl");
        }
        TokenSettings token = old.token().changed(call);
        Constraints constraints = constraints(call, old.constraints());
        List<String> metadata =
                strings(call, "allowed_metadata_extensions", old.metadataExtensions());
        requireOids(metadata);
        String display = text(call, "display_name", old.displayName());
        Role next =
                new Role(
                        old.uid(),
                        old.name(),
                        call.string("certificate", old.certificate()),
                        display.isEmpty() ? old.name() : display,
                        constraints,
                        metadata,
                        OcspParameters.changed(call, old.ocsp()),
                        token);
        TrustedRole trusted = TrustedRole.of(next);
        if (!trusted.isAuthority() && !Usage.isForClients(trusted.certificates().getFirst())) {
            throw RequestFailure.invalid(
                    "nonCA certificates should have TLS client authentication set as an extended key usage");
        }
        OcspParameters.requireIssuer(trusted);
        return next;
    }

    private static Constraints constraints(Call call, Constraints old) {
        List<String> extensions = strings(call, "required_extensions", old.extensions());
        if (extensions != null && !extensions.stream().allMatch(RoleParameters::isRequirement)) {
            throw RequestFailure.invalid("required_extensions must be like 1.2.3.4:value");
        }
        return new Constraints(
                strings(call, "allowed_names", old.names()),
                strings(call, "allowed_common_names", old.commonNames()),
                strings(call, "allowed_dns_sans", old.dnsNames()),
                strings(call, "allowed_email_sans", old.emails()),
                strings(call, "allowed_uri_sans", old.uris()),
                strings(call, "allowed_organizational_units", old.units()),
                extensions);
    }

    private static boolean isRequirement(String text) {
        int colon = text.indexOf(':');
        return colon > 0 && OID.matcher(text.substring(0, colon)).matches();
    }

    private static void requireOids(@Nullable List<String> oids) {
        if (oids != null
                && (oids.size() > MAX_METADATA
                        || !oids.stream().allMatch(oid -> OID.matcher(oid).matches()))) {
            throw RequestFailure.invalid(
                    "allowed_metadata_extensions must be at most "
                            + MAX_METADATA
                            + " OIDs such as 1.2.3.4");
        }
    }

    private static @Nullable List<String> strings(
            Call call, String name, @Nullable List<String> old) {
        if (!call.has(name)) {
            return old;
        }
        List<String> values = LoginNames.texts(call, name);
        if (values.size() > MAX_ENTRIES
                || values.stream().anyMatch(value -> value.length() > MAX_TEXT)) {
            throw RequestFailure.invalid(
                    name
                            + " holds more than "
                            + MAX_ENTRIES
                            + " entries, or one of more than "
                            + MAX_TEXT
                            + " characters");
        }
        return values;
    }

    private static String text(Call call, String name, String old) {
        String value = call.string(name, old);
        if (value.length() > MAX_TEXT) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_TEXT + " characters");
        }
        return value;
    }
}
