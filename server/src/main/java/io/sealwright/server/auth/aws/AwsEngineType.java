package io.sealwright.server.auth.aws;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The auth method {@code aws}. */
@Component
final class AwsEngineType implements EngineType {
    private final List<Route> routes;

    AwsEngineType(SignerRoutes signers) {
        routes =
                Stream.concat(signers.routes().stream(), Stream.of(AccountRoutes.route())).toList();
    }

    @Override
    public String name() {
        return "aws";
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
        return "AWS: issues access keys that clients of AWS Secrets Manager sign their requests to this server with.";
    }

    @Override
    public List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        Records records = context.records();
        return records.list(Signers.FOLDER, after, limit).stream()
                .map(name -> new LoginRole(name, policies(Signers.find(records, name))))
                .toList();
    }

    private static List<String> policies(@Nullable Signer signer) {
        return signer == null ? List.of() : signer.token().ownPolicies();
    }
}
