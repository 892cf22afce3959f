package io.sealwright.server.sys;

import io.sealwright.policy.ConditionFacts.IdentityFacts;
import io.sealwright.policy.Operation;
import io.sealwright.policy.PolicyNames;
import io.sealwright.policy.TemplateContext;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.policies.Acls;
import io.sealwright.server.policies.Callers;
import io.sealwright.server.policies.ExplanationJson;
import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/policies/explain}: what the policies would say to a request, and why. Nothing of the
 * request is carried out.
 */
@Component
final class ExplainRoutes implements SysRoutes {
    private static final int MAX_POLICIES = 512;
    private static final byte[] NO_BODY = new byte[0];

    private final TokenStore tokens;
    private final Namespaces namespaces;
    private final Identities identities;
    private final Callers callers;
    private final Policies policies;
    private final Acls acls;
    private final AskedPaths paths;

    ExplainRoutes(
            TokenStore tokens,
            Namespaces namespaces,
            Identities identities,
            Callers callers,
            Policies policies,
            Acls acls,
            AskedPaths paths) {
        this.tokens = tokens;
        this.namespaces = namespaces;
        this.identities = identities;
        this.callers = callers;
        this.policies = policies;
        this.acls = acls;
        this.paths = paths;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("policies/explain", "What the policies say to a request, and why.")
                        .field("accessor", FieldType.STRING, "Whose request: that of this token.")
                        .field("policies", FieldType.STRING_LIST, "Or of a token with these.")
                        .field("entity", FieldType.STRING, "Or of an entity, by id.")
                        .field("path", FieldType.STRING, "The path of the request.")
                        .field("operation", FieldType.STRING, "Such as read, update or list.")
                        .field("parameters", FieldType.MAP, "Body or query of the request.")
                        .field("wrap_ttl", FieldType.DURATION, "If its answer is to be wrapped.")
                        .field("remote_address", FieldType.STRING, "Where it comes from.")
                        .field("tls", FieldType.BOOL, "Whether over TLS.")
                        .field("time", FieldType.STRING, "When, as in 2026-01-31T12:00:00Z.")
                        .on(Operation.UPDATE, this::explain)
                        .build());
    }

    private Response explain(Call call) {
        AskedPath asked = paths.of(call);
        Subject subject = subject(call);
        Request request = request(call, asked);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("path", asked.path()).put("operation", call.string("operation"));
        ArrayNode names = data.putArray("policies");
        subject.policies().forEach(names::add);
        if (asked.open()) {
            data.put("decision", "allow").put("summary", "allow: open without a token");
            return Response.of(data);
        }
        data.setAll(
                ExplanationJson.of(
                        subject.caller()
                                .acl()
                                .explain(subject.caller().access(request), asked.needsSudo())));
        return warned(call, subject, asked, Response.of(data));
    }

    private Response warned(Call call, Subject subject, AskedPath asked, Response response) {
        Response warned = response;
        for (String name : subject.policies()) {
            if (!policies.exists(call.transaction(), call.mount().namespaceId(), name)) {
                warned = warned.withWarning("policy \"" + name + "\" does not exist");
            }
        }
        return asked.mounted() == null
                ? warned.withWarning("no mount is at this path: it leads nowhere")
                : warned;
    }

    /** Whose request it is. */
    private record Subject(Caller caller, List<String> policies) {}

    private Subject subject(Call call) {
        long ways = Stream.of("accessor", "policies", "entity").filter(call::has).count();
        if (ways > 1) {
            throw RequestFailure.invalid("give one of accessor, policies and entity");
        }
        if (call.has("entity")) {
            return ofEntity(call);
        }
        if (call.has("policies")) {
            return ofPolicies(call);
        }
        return call.has("accessor")
                ? ofToken(call)
                : new Subject(call.caller(), call.caller().policies());
    }

    private Subject ofToken(Call call) {
        TokenEntry token =
                tokens.findByAccessor(
                        call.transaction(),
                        call.mount().namespaceId(),
                        call.string("accessor"),
                        call.now());
        Caller bearer = token == null ? null : callers.of(call.transaction(), token, call.now());
        if (bearer == null) {
            throw RequestFailure.invalid("invalid accessor");
        }
        return new Subject(bearer, bearer.policies());
    }

    /** What it may do by being somebody, with whatever token: as new as can be. */
    private Subject ofEntity(Call call) {
        Identity identity =
                identities.find(
                        call.transaction(), call.mount().namespaceId(), call.string("entity"));
        if (identity == null) {
            throw RequestFailure.invalid("there is no entity with this id");
        }
        List<String> names = identity.disabled() ? List.of() : identity.policies();
        return new Subject(somebody(call, names, identity), names);
    }

    private Caller somebody(Call call, List<String> names, @Nullable Identity identity) {
        TemplateContext known = identity == null ? TemplateContext.none() : identity.template();
        IdentityFacts facts =
                new IdentityFacts(
                        known.entity(), known.groups(), Map.of(), "", "", call.now(), "", names);
        return new Caller(
                call.caller().token(),
                here(call),
                identity,
                names,
                acls.of(call.transaction(), here(call).number(), names, identity, call.now()),
                () -> facts);
    }

    private Namespace here(Call call) {
        Namespace here = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        if (here == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        return here;
    }

    /** A token that is as new as can be, and of nobody. */
    private Subject ofPolicies(Call call) {
        List<String> names = normalised(call.strings("policies"));
        return new Subject(somebody(call, names, null), names);
    }

    private static List<String> normalised(List<String> names) {
        if (names.size() > MAX_POLICIES) {
            throw RequestFailure.invalid("at most " + MAX_POLICIES + " policies");
        }
        try {
            return names.stream().map(PolicyNames::normalise).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** What is not said of it is as with the request that asks. */
    private static Request request(Call call, AskedPath asked) {
        Request own = call.request();
        ObjectNode parameters = call.object("parameters");
        return new Request(
                own.id(),
                asked.operation(),
                own.namespace(),
                asked.path(),
                new RequestBody(
                        parameters == null ? JsonNodeFactory.instance.objectNode() : parameters,
                        NO_BODY),
                "",
                call.duration("wrap_ttl", Duration.ZERO),
                new Remote(
                        call.string("remote_address", own.remote().address()),
                        own.remote().port(),
                        call.bool("tls", own.remote().tls())),
                own.headers(),
                time(call),
                own.deadline());
    }

    private static Instant time(Call call) {
        String text = call.string("time", "");
        try {
            return text.isEmpty() ? call.now() : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw RequestFailure.invalid("time must be like 2026-01-31T12:00:00Z");
        }
    }
}
