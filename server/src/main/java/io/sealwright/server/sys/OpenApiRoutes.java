package io.sealwright.server.sys;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.openapi.ApiDocument;
import io.sealwright.server.openapi.ApiDocument.Section;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/internal/specs/openapi}: what this server answers, from the declarations that it
 * routes by. Without a token it describes the mounts that are listed for everybody; with one, those
 * that it reaches.
 */
@Component
final class OpenApiRoutes implements SysRoutes {
    private static final String SYS = "sys/";

    private final Mounts mounts;

    // Asked late: endpoints need parts that need the mount table.
    private final ObjectProvider<DirectEndpoint> endpoints;

    OpenApiRoutes(Mounts mounts, ObjectProvider<DirectEndpoint> endpoints) {
        this.mounts = mounts;
        this.endpoints = endpoints;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at(
                                "internal/specs/openapi",
                                "An OpenAPI document of what the caller can reach.")
                        .ofReading(
                                "generic_mount_paths",
                                FieldType.BOOL,
                                "Mount paths become parameters, for generated clients.")
                        .ofReading("context", FieldType.STRING, "Kept for clients that send it.")
                        .unauthenticated()
                        .on(Operation.READ, this::document)
                        .on(Operation.UPDATE, this::document)
                        .build());
    }

    private Response document(Call call) {
        Acl acl = OpenCall.acl(call);
        boolean generic = call.bool("generic_mount_paths", false);
        ApiDocument document = new ApiDocument();
        for (Mounted mounted : mounts.table(call.transaction(), call.mount().namespaceId()).all()) {
            if (visible(mounted.mount(), acl)) {
                Section section = section(mounted, generic);
                mounted.routes().routes().forEach(route -> document.add(section, route));
                if (mounted.mount().path().equals(SYS)) {
                    addDirect(document, section);
                }
            }
        }
        return Response.raw(
                new RawBody("application/json", out -> out.write(bytes(document.json()))));
    }

    private static byte[] bytes(ObjectNode json) {
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    private static boolean visible(Mount mount, @Nullable Acl acl) {
        return mount.config().listingVisibility().equals("unauth")
                || acl != null && acl.reaches(mount.path());
    }

    private static Section section(Mounted mounted, boolean generic) {
        Mount mount = mounted.mount();
        String path = mount.path().substring(0, mount.path().length() - 1);
        String name = mounted.type().name();
        if (mount.path().equals(SYS)) {
            return Section.of("/sys", name, "system");
        }
        String tag = mount.engineClass() == EngineClass.AUTH ? "auth" : "secrets";
        if (!generic || mounted.type().builtin()) {
            return Section.of("/" + path, name, tag);
        }
        String parameter = path.replaceAll("[^A-Za-z0-9_]", "_") + "_mount_path";
        return Section.generic(parameter, path, name, tag);
    }

    /** What is answered outside the pipeline, also while the node is sealed. */
    private void addDirect(ApiDocument document, Section section) {
        endpoints.stream()
                .flatMap(endpoint -> endpoint.paths().stream().map(path -> route(path, endpoint)))
                .sorted(Comparator.comparing(Route::pattern))
                .forEach(route -> document.add(section, route));
    }

    private static Route route(String path, DirectEndpoint endpoint) {
        Route.Builder route =
                Route.at(
                                path.substring(SYS.length()),
                                "Answered by every node, also while it is sealed.")
                        .fields(endpoint.fields(path))
                        .unauthenticated();
        endpoint.operations().forEach(operation -> route.on(operation, OpenApiRoutes::elsewhere));
        return route.build();
    }

    private static Response elsewhere(Call call) {
        throw new IllegalStateException("described, not routed: " + call.route().pattern());
    }
}
