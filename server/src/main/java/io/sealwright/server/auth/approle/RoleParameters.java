package io.sealwright.server.auth.approle;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.server.token.TokenSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Reads the parameters of a role, as far as the call's route declares them. */
final class RoleParameters {
    /** Longest role id. */
    static final int MAX_ROLE_ID = 256;

    static final Field ROLE_ID =
            Field.of(
                    "role_id",
                    FieldType.STRING,
                    "What programs call the role by; random if not given. At most "
                            + MAX_ROLE_ID
                            + " characters.");
    static final Field LOCAL_SECRET_IDS =
            Field.of(
                    "local_secret_ids",
                    FieldType.BOOL,
                    "Kept for clients that send it, at creation alone.");

    /** Every parameter that a part of the role is changed by, too. */
    static final List<Field> CHANGEABLE =
            Stream.concat(
                            Stream.of(
                                    Field.of(
                                            "bind_secret_id",
                                            FieldType.BOOL,
                                            "Whether a login needs a secret id."),
                                    Field.of(
                                            "secret_id_num_uses",
                                            FieldType.INT,
                                            "How often a secret id can be used; 0 = without limit."),
                                    Field.of(
                                            "secret_id_ttl",
                                            FieldType.DURATION,
                                            "How long a secret id lives; 0 = without limit."),
                                    Field.of(
                                            "secret_id_bound_cidrs",
                                            FieldType.STRING_LIST,
                                            "Blocks from where logins may come; at most "
                                                    + BoundAddresses.MAX
                                                    + "."),
                                    Field.of(
                                            "bound_cidr_list",
                                            FieldType.STRING_LIST,
                                            "Old name of secret_id_bound_cidrs."),
                                    TokenSettings.old("policies", FieldType.STRING_LIST),
                                    TokenSettings.old("period", FieldType.DURATION)),
                            TokenSettings.FIELDS.stream())
                    .toList();

    static final List<Field> ALL =
            Stream.concat(Stream.of(ROLE_ID, LOCAL_SECRET_IDS), CHANGEABLE.stream()).toList();

    private RoleParameters() {}

    /**
     * The role with what the call gives.
     *
     * @throws RequestFailure with what is wrong
     */
    static Role changed(Call call, Role old, boolean creation) {
        Role next =
                new Role(
                        old.name(),
                        old.uid(),
                        roleId(call, old),
                        given(call, "bind_secret_id")
                                ? call.bool("bind_secret_id", old.bindSecretId())
                                : old.bindSecretId(),
                        localSecretIds(call, old, creation),
                        numUses(call, old),
                        ttl(call, old),
                        cidrs(call, old),
                        old.token().changed(call));
        requireConstrained(next);
        return next;
    }

    static void requireConstrained(Role role) {
        if (!role.constrained()) {
            throw RequestFailure.invalid("at least one constraint should be enabled on the role");
        }
    }

    static boolean given(Call call, String name) {
        return call.route().fields().stream().anyMatch(field -> field.name().equals(name))
                && call.has(name);
    }

    private static String roleId(Call call, Role old) {
        if (!given(call, "role_id")) {
            return old.roleId();
        }
        String roleId = call.string("role_id", "").strip();
        if (roleId.isEmpty()) {
            throw RequestFailure.invalid("missing role_id");
        }
        if (roleId.length() > MAX_ROLE_ID) {
            throw RequestFailure.invalid("role_id is longer than " + MAX_ROLE_ID + " characters");
        }
        return roleId;
    }

    private static boolean localSecretIds(Call call, Role old, boolean creation) {
        if (!given(call, "local_secret_ids")) {
            return old.localSecretIds();
        }
        if (!creation) {
            throw RequestFailure.invalid(
                    "local_secret_ids can only be modified during role creation");
        }
        return call.bool("local_secret_ids", false);
    }

    private static int numUses(Call call, Role old) {
        return given(call, "secret_id_num_uses")
                ? SecretIdParameters.count(call, "secret_id_num_uses")
                : old.secretIdNumUses();
    }

    private static long ttl(Call call, Role old) {
        return given(call, "secret_id_ttl")
                ? SecretIdParameters.seconds(call, "secret_id_ttl").toSeconds()
                : old.secretIdTtl();
    }

    private static List<String> cidrs(Call call, Role old) {
        if (given(call, "secret_id_bound_cidrs")) {
            return BoundAddresses.blocks(call, "secret_id_bound_cidrs");
        }
        return given(call, "bound_cidr_list")
                ? BoundAddresses.blocks(call, "bound_cidr_list")
                : old.secretIdCidrs();
    }

    /**
     * @throws RequestFailure if the period is longer than a token of this mount can live
     */
    static void requirePeriod(Role role, Duration max) {
        if (Duration.ofSeconds(role.token().period()).compareTo(max) > 0) {
            throw RequestFailure.invalid(
                    "the period is greater than the mount's maximum lease TTL of "
                            + max.toSeconds()
                            + " seconds");
        }
    }
}
