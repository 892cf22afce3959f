package io.sealwright.server.token;

import io.sealwright.policy.Operation;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** {@code auth/token/create}, {@code create-orphan} and {@code create/{role_name}}. */
@Component
final class TokenCreation {
    /** All keys and values of a token's metadata together, in UTF-16 units. */
    private static final int MAX_METADATA = 64 * 1024;

    private static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "id",
                            FieldType.STRING,
                            "The token itself; only with root or sudo. Random if empty."),
                    Field.of("policies", FieldType.STRING_LIST, "Policies; the caller's if empty."),
                    Field.of(
                            "meta",
                            FieldType.STRING_MAP,
                            "Metadata, shown by look-ups and written to the audit log."),
                    Field.of(
                            "no_parent",
                            FieldType.BOOL,
                            "Makes an orphan; only with root or sudo."),
                    Field.of("no_default_policy", FieldType.BOOL, "Leaves the default policy out."),
                    Field.of(
                            "renewable",
                            FieldType.BOOL,
                            "Whether it can be renewed; true if not given."),
                    Field.of("ttl", FieldType.DURATION, "How long it lives."),
                    Field.of("lease", FieldType.DURATION, "Old name of ttl."),
                    Field.of(
                            "explicit_max_ttl",
                            FieldType.DURATION,
                            "How long it may live at most, with all renewals."),
                    Field.of(
                            "period",
                            FieldType.DURATION,
                            "Makes a periodic token; only with root or sudo, or by a role."),
                    Field.of(
                            "num_uses",
                            FieldType.INT,
                            "How often it can be used; 0 = without limit."),
                    Field.of(
                            "display_name",
                            FieldType.STRING,
                            "Shown by look-ups, after \"token-\"."),
                    Field.of(
                            "type",
                            FieldType.STRING,
                            "\"service\"; batch tokens are not available yet."),
                    Field.of(
                            "entity_alias",
                            FieldType.STRING,
                            "Alias of an entity; only with a role that allows it."));

    private final TokenStore tokens;
    private final TokenRoles roles;
    private final Policies policies;
    private final Identities identities;

    TokenCreation(TokenStore tokens, TokenRoles roles, Policies policies, Identities identities) {
        this.tokens = tokens;
        this.roles = roles;
        this.policies = policies;
        this.identities = identities;
    }

    List<Route> routes() {
        return List.of(
                Route.at("create", "Creates a token, child of the caller's.")
                        .fields(FIELDS)
                        .on(Operation.UPDATE, call -> create(call, TokenRole.NONE, false))
                        .build(),
                Route.at("create-orphan", "Creates a token without a parent.")
                        .fields(FIELDS)
                        .on(Operation.UPDATE, call -> create(call, TokenRole.NONE, true))
                        .build(),
                Route.at("create/{role_name}", "Creates a token by a role.")
                        .fields(FIELDS)
                        .on(Operation.UPDATE, this::createByRole)
                        .build());
    }

    private Response createByRole(Call call) {
        String name = call.path("role_name");
        TokenRole role = roles.find(call.transaction(), call.mount().namespaceId(), name);
        if (role == null) {
            throw RequestFailure.invalid("unknown role " + name);
        }
        return create(call, role, role.orphan());
    }

    private Response create(Call call, TokenRole role, boolean orphan) {
        TokenEntry parent = call.caller().token();
        if (parent.numUses() > 0) {
            throw RequestFailure.invalid("restricted use token cannot generate child tokens");
        }
        requireKnownKind(call);
        boolean sudo = call.caller().decide(call.request()).rootPrivs();
        if (elsewhere(call) && !sudo && role.name().isEmpty()) {
            throw RequestFailure.invalid(
                    "root or sudo privileges, or a role, are required to create tokens in another namespace");
        }
        List<String> granted =
                TokenPolicies.of(
                        new TokenPolicies.Asked(
                                call.strings("policies"),
                                elsewhere(call) ? rootOrNothing(parent) : parent.policies(),
                                sudo,
                                call.bool("no_default_policy", false)),
                        role);
        List<String> warnings = new ArrayList<>();
        TokenSpec spec =
                spec(call, role, granted, sudo, warnings, isOrphan(call, role, orphan, sudo));
        IssuedToken token = tokens.create(call.transaction(), spec, call.now());
        if (token.entry().root() && token.entry().expireTime() == 0 && parent.expireTime() > 0) {
            throw RequestFailure.invalid(
                    "expiring root tokens cannot create non-expiring root tokens");
        }
        warnings.addAll(token.warnings());
        warnings.addAll(missing(call, granted));
        return new IssuedToken(token.grant(), token.entry(), warnings)
                .knownAs(TokenFields.identity(call, identities, token.entry()))
                .response();
    }

    /** Names of policies in one namespace say nothing in another. */
    private static boolean elsewhere(Call call) {
        return call.caller().token().namespace() != call.mount().namespaceId();
    }

    private static List<String> rootOrNothing(TokenEntry parent) {
        return parent.root() ? parent.policies() : List.of(Policies.DEFAULT);
    }

    private static void requireKnownKind(Call call) {
        String type = call.string("type", "");
        switch (type) {
            case "", "service" -> {}
            case "batch" ->
                    throw RequestFailure.invalid(
                            "batch tokens are not available yet; use type \"service\"");
            default -> throw RequestFailure.invalid("invalid 'token_type' value");
        }
    }

    /** The one that the request names, where the role allows it; else the parent's for a child. */
    private String entityId(Call call, TokenRole role, boolean orphan) {
        String alias = call.string("entity_alias", "");
        if (alias.isEmpty()) {
            return orphan || elsewhere(call) ? "" : call.caller().token().entityId();
        }
        if (role.name().isEmpty()) {
            throw RequestFailure.invalid(
                    "'entity_alias' is only allowed in combination with token role");
        }
        if (!role.allowsAlias(alias)) {
            throw RequestFailure.invalid("invalid 'entity_alias' value");
        }
        return identities.login(
                call.transaction(),
                call.mount().namespaceId(),
                new Identities.Known(call.mount().accessor(), alias, Map.of(), List.of()),
                call.now());
    }

    /** A role decides alone. */
    private static boolean isOrphan(Call call, TokenRole role, boolean orphan, boolean sudo) {
        if (orphan || !role.name().isEmpty() || !call.bool("no_parent", false)) {
            return orphan;
        }
        if (!sudo) {
            throw RequestFailure.invalid("root or sudo privileges required to create orphan token");
        }
        return true;
    }

    private TokenSpec spec(
            Call call,
            TokenRole role,
            List<String> granted,
            boolean sudo,
            List<String> warnings,
            boolean orphan) {
        Duration ttl =
                call.has("ttl")
                        ? TokenFields.duration(call, "ttl")
                        : TokenFields.duration(call, "lease");
        Duration max = TokenFields.duration(call, "explicit_max_ttl");
        Duration period = TokenFields.duration(call, "period");
        if (Ttl.given(period) && !sudo) {
            throw RequestFailure.invalid(
                    "root or sudo privileges required to create periodic token");
        }
        Duration maxNow = lesser("Explicit max TTL", max, role.maxInForce(), warnings);
        Duration periodNow = lesser("Period", period, role.periodInForce(), warnings);
        TokenSpec.Builder spec =
                TokenSpec.at(
                                path(call, role),
                                granted,
                                tokens.limits().tuned(call.mount().config()))
                        .id(customId(call, sudo))
                        .displayName(displayName(call))
                        .metadata(metadata(call))
                        .ttl(ttl)
                        .explicitMaxTtl(max)
                        .period(period)
                        .lifetime(periodNow, maxNow)
                        .numUses(numUses(call, role))
                        .renewable(call.bool("renewable", true) && role.renewable())
                        .role(role.name())
                        .namespace(call.mount().namespaceId())
                        .entityId(entityId(call, role, orphan))
                        .boundCidrs(boundCidrs(call, role, orphan));
        return (orphan ? spec : spec.parent(call.caller().token())).build();
    }

    private static Duration lesser(
            String what, Duration own, Duration roles, List<String> warnings) {
        if (!Ttl.given(own) || !Ttl.given(roles)) {
            return Ttl.given(own) ? own : roles;
        }
        Duration lesser = Ttl.lesser(own, roles);
        warnings.add(
                what
                        + " specified both during creation call and in role; using the lesser value of "
                        + lesser.toSeconds()
                        + " seconds");
        return lesser;
    }

    private static int numUses(Call call, TokenRole role) {
        int own = TokenFields.count(call, "num_uses", "number of uses cannot be negative", 0);
        return own == 0 || role.tokenNumUses() == 0
                ? Math.max(own, role.tokenNumUses())
                : Math.min(own, role.tokenNumUses());
    }

    private static List<String> boundCidrs(Call call, TokenRole role, boolean orphan) {
        boolean inherited = role.tokenBoundCidrs().isEmpty() && !orphan;
        return inherited ? call.caller().token().boundCidrs() : role.tokenBoundCidrs();
    }

    private static String path(Call call, TokenRole role) {
        return role.pathSuffix().isEmpty()
                ? call.request().path()
                : call.request().path() + "/" + role.pathSuffix();
    }

    private static String customId(Call call, boolean sudo) {
        String id = call.string("id", "");
        if (id.isEmpty()) {
            return id;
        }
        if (!sudo) {
            throw RequestFailure.invalid("root or sudo privileges required to specify token id");
        }
        for (String prefix : List.of("hvs.", "s.")) {
            if (id.startsWith(prefix)) {
                throw RequestFailure.invalid(
                        "custom token ID cannot have the '" + prefix + "' prefix");
            }
        }
        // Such an id could not be sent in a header.
        if (id.length() > TokenFields.MAX_NAME || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw RequestFailure.invalid(
                    "custom token ID must be up to "
                            + TokenFields.MAX_NAME
                            + " printable ASCII characters without spaces");
        }
        return id;
    }

    private static String displayName(Call call) {
        String name = call.string("display_name", "");
        if (name.length() > TokenFields.MAX_NAME) {
            throw RequestFailure.invalid(
                    "display_name is longer than " + TokenFields.MAX_NAME + " characters");
        }
        String full = ("token-" + name).replaceAll("[^a-zA-Z0-9-]", "-");
        return full.endsWith("-") ? full.substring(0, full.length() - 1) : full;
    }

    private static Map<String, String> metadata(Call call) {
        Map<String, String> metadata = call.stringMap("meta");
        long size =
                metadata.entrySet().stream()
                        .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
                        .sum();
        if (size > MAX_METADATA) {
            throw RequestFailure.invalid(
                    "metadata is larger than " + MAX_METADATA / 1_024 + " KiB");
        }
        return metadata;
    }

    private List<String> missing(Call call, List<String> granted) {
        return granted.stream()
                .filter(name ->
                        !policies.exists(call.transaction(), call.mount().namespaceId(), name))
                .map(name -> "Policy \"" + name + "\" does not exist")
                .toList();
    }
}
