package io.sealwright.server.auth.gcp;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The auth method {@code gcp}. */
@Component
final class GcpEngineType implements EngineType {
    private final List<Route> routes;

    GcpEngineType(
            AccountRoutes accounts, KeyRoutes keys, ProjectRoutes project, AccountLogin login) {
        List<Route> all = new ArrayList<>(accounts.routes());
        all.addAll(keys.routes());
        all.add(project.route());
        all.add(login.route());
        routes = List.copyOf(all);
    }

    @Override
    public String name() {
        return "gcp";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.AUTH;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "GCP: service accounts of this server, with key files for clients of GCP Secret"
                + " Manager. The login with identities that Google itself issues is not there yet.";
    }

    @Override
    public List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        Records records = context.records();
        return records.list(ServiceAccounts.FOLDER, after, limit).stream()
                .map(name -> new LoginRole(name, policies(ServiceAccounts.find(records, name))))
                .toList();
    }

    private static List<String> policies(@Nullable ServiceAccount account) {
        return account == null ? List.of() : account.token().ownPolicies();
    }
}
