package io.sealwright.server.sys;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Operation;
import io.sealwright.policy.ResultantAcl;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/internal/ui}: what the command line asks before a request (is this mount KV v1 or
 * v2?), and a web page for its menus. Answered without a token, too, then about mounts that are
 * listed for everybody.
 */
@Component
final class InternalUiRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Mounts mounts;

    InternalUiRoutes(Mounts mounts) {
        this.mounts = mounts;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("internal/ui/mounts", "Mounts that the caller can reach.")
                        .unauthenticated()
                        .on(Operation.READ, this::list)
                        .build(),
                Route.at("internal/ui/mounts/{path...}", "The mount of a path.")
                        .unauthenticated()
                        .on(Operation.READ, this::one)
                        .build(),
                Route.at("internal/ui/resultant-acl", "What the caller's policies grant together.")
                        .on(Operation.READ, this::resultant)
                        .build());
    }

    private Response list(Call call) {
        Acl acl = OpenCall.acl(call);
        ObjectNode data = JSON.objectNode();
        ObjectNode auth = data.putObject("auth");
        ObjectNode secret = data.putObject("secret");
        for (Mounted mounted : mounts.table(call.transaction(), call.mount().namespaceId()).all()) {
            Mount mount = mounted.mount();
            boolean open = mount.config().listingVisibility().equals("unauth");
            if (!open
                    && (acl == null
                            || !acl.reaches(
                                    call.caller().policyPath(call.request(), mount.path())))) {
                continue;
            }
            boolean method = mount.engineClass() == EngineClass.AUTH;
            (method ? auth : secret)
                    .set(
                            MountJson.name(mount),
                            acl == null ? openView(mount) : MountJson.of(mounted));
        }
        return Response.of(data);
    }

    private static ObjectNode openView(Mount mount) {
        ObjectNode json = JSON.objectNode();
        json.put("description", mount.description());
        json.set("options", MountJson.options(mount));
        json.put("type", mount.type());
        return json;
    }

    private Response one(Call call) {
        Acl acl = call.caller().acl();
        String path = call.path("path");
        Mounted mounted = mounts.table(call.transaction(), call.mount().namespaceId()).match(path);
        if (mounted == null
                || !acl.reaches(call.caller().policyPath(call.request(), mounted.mount().path()))) {
            throw new RequestFailure(
                    new Failure.PermissionDenied(
                            "preflight capability check returned 403, please ensure client's policies grant access to path \""
                                    + (path.endsWith("/") ? path : path + "/")
                                    + "\""));
        }
        ObjectNode data = MountJson.of(mounted);
        data.put("path", MountJson.name(mounted.mount()));
        return Response.of(data);
    }

    private Response resultant(Call call) {
        ResultantAcl all = call.caller().acl().resultant();
        ObjectNode data = JSON.objectNode().put("root", all.root());
        if (!all.root()) {
            data.set("exact_paths", paths(all.exactPaths()));
            data.set("glob_paths", paths(all.globPaths()));
        }
        return Response.of(data);
    }

    private static ObjectNode paths(Map<String, ResultantAcl.Permissions> byPath) {
        ObjectNode json = JSON.objectNode();
        byPath.forEach((path, permissions) -> {
            ObjectNode one = json.putObject(path);
            var capabilities = one.putArray("capabilities");
            permissions.capabilities().forEach(capabilities::add);
            if (permissions.minWrappingTtl() > 0) {
                one.put("min_wrapping_ttl", permissions.minWrappingTtl());
            }
            if (permissions.maxWrappingTtl() > 0) {
                one.put("max_wrapping_ttl", permissions.maxWrappingTtl());
            }
            if (!permissions.allowedParameters().isEmpty()) {
                one.set(
                        "allowed_parameters",
                        JsonMapper.shared().valueToTree(permissions.allowedParameters()));
            }
            if (!permissions.deniedParameters().isEmpty()) {
                one.set(
                        "denied_parameters",
                        JsonMapper.shared().valueToTree(permissions.deniedParameters()));
            }
            if (!permissions.requiredParameters().isEmpty()) {
                one.set(
                        "required_parameters",
                        JsonMapper.shared().valueToTree(permissions.requiredParameters()));
            }
        });
        return json;
    }
}
