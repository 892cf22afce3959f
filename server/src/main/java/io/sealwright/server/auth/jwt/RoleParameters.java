package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Leeways;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the parameters of a role. */
final class RoleParameters {
    private static final int MAX_MAPPINGS = 64;

    static final List<Field> FIELDS =
            Stream.of(
                            List.of(
                                    Field.of(
                                            "role_type",
                                            FieldType.STRING,
                                            "\"jwt\" for logins with a token, \"oidc\" (if not given) for logins with a browser."),
                                    Field.of(
                                            "user_claim",
                                            FieldType.STRING,
                                            "The claim that names the user."),
                                    Field.of(
                                            "user_claim_json_pointer",
                                            FieldType.BOOL,
                                            "Whether user_claim is a JSON pointer."),
                                    Field.of(
                                            "groups_claim",
                                            FieldType.STRING,
                                            "The claim that names the user's groups."),
                                    Field.of(
                                            "bound_audiences",
                                            FieldType.STRING_LIST,
                                            "A token must be for one of them."),
                                    Field.of(
                                            "bound_subject",
                                            FieldType.STRING,
                                            "The sub that a token must have."),
                                    Field.of(
                                            "bound_claims",
                                            FieldType.MAP,
                                            "Claims of which a token must have one of the values."),
                                    Field.of(
                                            "bound_claims_type",
                                            FieldType.STRING,
                                            "\"string\" for values as they are, \"glob\" for patterns with *."),
                                    Field.of(
                                            "claim_mappings",
                                            FieldType.STRING_MAP,
                                            "Claims that go into the token's metadata, each with its name there."),
                                    leeway(
                                            "expiration_leeway",
                                            "How long a token without an expiry counts",
                                            150),
                                    leeway(
                                            "not_before_leeway",
                                            "How long before its expiry a token without a beginning counts",
                                            150),
                                    leeway("clock_skew_leeway", "How far clocks may differ", 60)),
                            List.of(
                                    Field.of(
                                            "allowed_redirect_uris",
                                            FieldType.STRING_LIST,
                                            "Where a provider may send the browser back to."),
                                    Field.of(
                                            "oidc_scopes",
                                            FieldType.STRING_LIST,
                                            "What is asked of the provider besides openid."),
                                    Field.of(
                                            "callback_mode",
                                            FieldType.STRING,
                                            "\"client\" (if not given), \"direct\" or \"device\"."),
                                    Field.of(
                                            "oidc_disable_confirmation",
                                            FieldType.BOOL,
                                            "No question to the user in the direct mode."),
                                    Field.of(
                                            "poll_interval",
                                            FieldType.INT,
                                            "Seconds between polls of the direct and device modes."),
                                    Field.of(
                                            "max_age",
                                            FieldType.DURATION,
                                            "How long ago the user may have shown the provider who he is."),
                                    Field.of(
                                            "oauth2_metadata",
                                            FieldType.STRING_LIST,
                                            "Not available: the provider's tokens would stand in the audit log."),
                                    Field.of(
                                            "verbose_oidc_logging",
                                            FieldType.BOOL,
                                            "Not available: tokens are never logged."),
                                    Field.of(
                                            "token_policies_template_claims",
                                            FieldType.BOOL,
                                            "Not available: policies are named as they are."),
                                    TokenSettings.old("policies", FieldType.STRING_LIST),
                                    TokenSettings.old("num_uses", FieldType.INT),
                                    TokenSettings.old("ttl", FieldType.DURATION),
                                    TokenSettings.old("max_ttl", FieldType.DURATION),
                                    TokenSettings.old("period", FieldType.DURATION),
                                    TokenSettings.old("bound_cidrs", FieldType.STRING_LIST)),
                            TokenSettings.FIELDS)
                    .flatMap(List::stream)
                    .toList();

    private static final Set<String> OAUTH2_TOKENS =
            Set.of("id_token", "refresh_token", "access_token");

    private final Call call;

    RoleParameters(Call call) {
        this.call = call;
    }

    private static Field leeway(String name, String what, int usual) {
        return Field.of(
                name,
                FieldType.DURATION,
                what + ", in seconds; " + usual + " if it is 0, none if it is -1.");
    }

    /**
     * The role with what the call gives.
     *
     * @throws RequestFailure with what is wrong
     */
    Role changed(Role old) {
        String type = type();
        TokenSettings token = old.token().changed(call);
        requireAvailable();
        String claimsType = claimsType();
        Role next =
                new Role(
                        old.uid(),
                        type,
                        leeways(old.leeways()),
                        strings("bound_audiences", old.audiences()),
                        text("bound_subject", old.subject()),
                        claimsType,
                        claims(old.claims(), claimsType),
                        mappings(old.claimMappings()),
                        text("user_claim", old.userClaim()),
                        call.bool("user_claim_json_pointer", old.userClaimIsPointer()),
                        text("groups_claim", old.groupsClaim()),
                        strings("oidc_scopes", old.scopes()),
                        strings("allowed_redirect_uris", old.redirectUris()),
                        callbackMode(),
                        call.bool("oidc_disable_confirmation", old.confirmationDisabled()),
                        (int)
                                Math.clamp(
                                        call.integer("poll_interval", old.pollInterval()),
                                        Integer.MIN_VALUE,
                                        Integer.MAX_VALUE),
                        call.duration("max_age", Duration.ofSeconds(old.maxAge())).toSeconds(),
                        token);
        requireWhole(next);
        return next;
    }

    private String type() {
        String type = call.string("role_type", "");
        return switch (type) {
            case "" -> "oidc";
            case "jwt", "oidc" -> type;
            default -> throw RequestFailure.invalid("invalid 'role_type'");
        };
    }

    private void requireAvailable() {
        if (call.bool("token_policies_template_claims", false)) {
            throw RequestFailure.invalid(
                    "token_policies_template_claims is not available: name the policies, or bind them to groups");
        }
        List<String> tokens = call.strings("oauth2_metadata");
        if (!OAUTH2_TOKENS.containsAll(tokens)) {
            throw RequestFailure.invalid("Unrecognized oauth2 metadata name");
        }
        if (!tokens.isEmpty()) {
            throw RequestFailure.invalid(
                    "oauth2_metadata is not available: the provider's tokens would stand in the audit log");
        }
        if (call.bool("verbose_oidc_logging", false)) {
            throw RequestFailure.invalid(
                    "verbose_oidc_logging is not available: tokens are never logged");
        }
    }

    private Leeways leeways(Leeways old) {
        return new Leeways(
                seconds("expiration_leeway", old.expiration()),
                seconds("not_before_leeway", old.notBefore()),
                seconds("clock_skew_leeway", old.clockSkew()));
    }

    /** As no other duration, it may be negative. */
    private long seconds(String name, long old) {
        String text = call.string(name, "").strip();
        if (text.isEmpty()) {
            return old;
        }
        boolean negative = text.startsWith("-");
        try {
            long seconds = Durations.parse(negative ? text.substring(1) : text).toSeconds();
            return negative ? -seconds : seconds;
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "Field validation failed: error converting input for field \""
                            + name
                            + "\": expected a duration such as 150, 2m or -1");
        }
    }

    private @Nullable List<String> strings(String name, @Nullable List<String> old) {
        return call.has(name) ? Limits.strings(call, name) : old;
    }

    private String text(String name, String old) {
        return call.has(name) ? Limits.text(call, name) : old;
    }

    private String claimsType() {
        String type = call.string("bound_claims_type", "");
        return switch (type) {
            case "", BoundClaims.EXACT -> BoundClaims.EXACT;
            case BoundClaims.PATTERNS -> type;
            default -> throw RequestFailure.invalid("invalid 'bound_claims_type'");
        };
    }

    private @Nullable ObjectNode claims(@Nullable ObjectNode old, String type) {
        ObjectNode claims = call.has("bound_claims") ? call.object("bound_claims") : old;
        if (claims != null) {
            // Also those of before: the type may be another now.
            BoundClaims.check(claims, type);
        }
        return claims;
    }

    private @Nullable Map<String, String> mappings(@Nullable Map<String, String> old) {
        if (!call.has("claim_mappings")) {
            return old;
        }
        Map<String, String> mappings = call.stringMap("claim_mappings");
        if (mappings.size() > MAX_MAPPINGS) {
            throw RequestFailure.invalid(
                    "claim_mappings holds more than " + MAX_MAPPINGS + " claims");
        }
        Set<String> targets = new HashSet<>();
        mappings.forEach((claim, target) -> {
            Limits.requireShort("claim_mappings", claim + target);
            if (target.equals(Person.ROLE)) {
                throw RequestFailure.invalid(
                        "metadata key \"role\" is reserved and may not be a mapping destination");
            }
            if (!targets.add(target)) {
                throw RequestFailure.invalid(
                        "multiple keys are mapped to metadata key \"" + target + "\"");
            }
        });
        return mappings;
    }

    private CallbackMode callbackMode() {
        String label = call.string("callback_mode", "");
        CallbackMode mode = label.isEmpty() ? CallbackMode.CLIENT : CallbackMode.find(label);
        if (mode == null) {
            throw RequestFailure.invalid("invalid 'callback_mode'");
        }
        return mode;
    }

    private static void requireWhole(Role role) {
        if (role.userClaim().isEmpty()) {
            throw RequestFailure.invalid("a user claim must be defined on the role");
        }
        if (role.isFor("oidc") && Role.orNone(role.redirectUris()).isEmpty()) {
            throw RequestFailure.invalid(
                    "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.");
        }
        if (!role.isFor("oidc") && !role.bound()) {
            throw RequestFailure.invalid(
                    "must have at least one bound constraint when creating/updating a role");
        }
    }
}
