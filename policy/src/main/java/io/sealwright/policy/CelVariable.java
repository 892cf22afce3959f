package io.sealwright.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a condition can name; each has one type, so that a slip is found when it is written. */
@SuppressWarnings("ImmutableEnumChecker") // The functions of its values have no state.
enum CelVariable {
    REQUEST_OPERATION(
            "request.operation",
            SimpleType.STRING,
            facts -> facts.request().operation().name().toLowerCase(Locale.ROOT)),
    REQUEST_PATH("request.path", SimpleType.STRING, facts -> facts.request().path()),
    REQUEST_PARAMETERS(
            "request.parameters",
            MapType.create(SimpleType.STRING, SimpleType.DYN),
            facts -> CelValues.parameters(facts.request().parameters())),
    REQUEST_REMOTE_ADDRESS(
            "request.remote_address", SimpleType.STRING, facts -> facts.request().remoteAddress()),
    REQUEST_TIME("request.time", SimpleType.TIMESTAMP, facts -> facts.request().time()),
    REQUEST_NAMESPACE("request.namespace", SimpleType.STRING, facts -> facts.request().namespace()),
    REQUEST_TLS("request.tls", SimpleType.BOOL, facts -> facts.request().tls()),

    ENTITY_ID(
            "identity.entity.id",
            SimpleType.STRING,
            facts -> facts.identity().entity().map(TemplateContext.Entity::id).orElse("")),
    ENTITY_NAME(
            "identity.entity.name",
            SimpleType.STRING,
            facts -> facts.identity().entity().map(TemplateContext.Entity::name).orElse("")),
    ENTITY_METADATA(
            "identity.entity.metadata",
            MapType.create(SimpleType.STRING, SimpleType.STRING),
            facts ->
                    facts.identity()
                            .entity()
                            .map(TemplateContext.Entity::metadata)
                            .orElse(Map.of())),
    GROUPS(
            "identity.groups",
            ListType.create(SimpleType.STRING),
            facts -> facts.identity().groups().stream().map(TemplateContext.Group::name).toList()),
    GROUP_IDS(
            "identity.group_ids",
            ListType.create(SimpleType.STRING),
            facts -> facts.identity().groups().stream().map(TemplateContext.Group::id).toList()),
    METADATA(
            "identity.metadata",
            MapType.create(SimpleType.STRING, SimpleType.STRING),
            facts -> facts.identity().metadata()),
    POLICIES(
            "identity.policies",
            ListType.create(SimpleType.STRING),
            facts -> facts.identity().policies()),
    AUTH_METHOD("identity.auth_method", SimpleType.STRING, facts -> facts.identity().authMethod()),
    AUTH_MOUNT("identity.auth_mount", SimpleType.STRING, facts -> facts.identity().authMount()),
    TOKEN_AGE(
            "identity.token_age",
            SimpleType.DURATION,
            facts -> Duration.between(facts.identity().tokenCreated(), facts.request().time())),
    DISPLAY_NAME(
            "identity.display_name", SimpleType.STRING, facts -> facts.identity().displayName());

    static final Map<String, CelVariable> BY_NAME =
            Stream.of(values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    CelVariable::celName, Function.identity()));

    private final String celName;
    private final CelType type;
    private final Function<ConditionFacts, Object> value;

    CelVariable(String celName, CelType type, Function<ConditionFacts, Object> value) {
        this.celName = celName;
        this.type = type;
        this.value = value;
    }

    String celName() {
        return celName;
    }

    CelType type() {
        return type;
    }

    Object value(ConditionFacts facts) {
        return value.apply(facts);
    }

    static String names() {
        return String.join(", ", List.of(values()).stream().map(CelVariable::celName).toList());
    }
}
