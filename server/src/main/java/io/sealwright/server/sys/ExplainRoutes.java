package io.sealwright.server.sys;

import io.sealwright.policy.Acl;
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
    private final Callers callers;
    private final Identities identities;
    private final Policies policies;
    private final Acls acls;
    private final AskedPaths paths;

    ExplainRoutes(
            TokenStore tokens,
            Namespaces namespaces,
            Callers callers,
            Identities identities,
            Policies policies,
            Acls acls,
            AskedPaths paths) {
        this.tokens = tokens;
        this.namespaces = namespaces;
        this.callers = callers;
        this.identities = identities;
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
                        .field("policies", FieldType.STRING_LIST, "Or of a new token with these.")
                        .field("entity", FieldType.STRING, "That token's entity, by id.")
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
        Caller subject = subject(call);
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
                        subject.acl().explain(subject.access(request), asked.needsSudo())));
        return warned(call, subject, asked, Response.of(data));
    }

    private Response warned(Call call, Caller subject, AskedPath asked, Response response) {
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

    private Caller subject(Call call) {
        boolean some = call.has("policies") || call.has("entity");
        if (call.has("accessor")) {
            if (some) {
                throw RequestFailure.invalid("accessor goes with neither policies nor entity");
            }
            return ofToken(call);
        }
        return some ? ofIdentity(call) : call.caller();
    }

    private Caller ofToken(Call call) {
        TokenEntry token =
                tokens.findByAccessor(
                        call.transaction(),
                        call.mount().namespaceId(),
                        call.string("accessor"),
                        call.now());
        if (token == null) {
            throw RequestFailure.invalid("invalid accessor");
        }
        Caller bearer = callers.of(call.transaction(), token, call.now());
        if (bearer == null) {
            throw RequestFailure.invalid("the entity of this token is disabled or gone");
        }
        return bearer;
    }

    /** A token that is as new as can be, of an entity or of nobody. */
    private Caller ofIdentity(Call call) {
        Identity identity = call.has("entity") ? identity(call) : null;
        List<String> names = normalised(call.strings("policies"));
        List<String> policies =
                identity == null ? names : Callers.together(names, identity.policies());
        TemplateContext known = identity == null ? TemplateContext.none() : identity.template();
        IdentityFacts facts =
                new IdentityFacts(
                        known.entity(), known.groups(), Map.of(), "", "", call.now(), "", policies);
        Acl acl =
                acls.once(
                        call.transaction(),
                        call.mount().namespaceId(),
                        policies,
                        identity,
                        call.now());
        return new Caller(call.caller().token(), here(call), identity, policies, acl, () -> facts);
    }

    private Namespace here(Call call) {
        Namespace here = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        if (here == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        return here;
    }

    private Identity identity(Call call) {
        Identity found =
                identities.find(
                        call.transaction(), call.mount().namespaceId(), call.string("entity"));
        if (found == null || found.disabled()) {
            throw RequestFailure.invalid("there is no such entity, or it is disabled");
        }
        return found;
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
