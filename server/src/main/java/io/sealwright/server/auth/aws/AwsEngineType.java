package io.sealwright.server.auth.aws;

import io.sealwright.server.aws.StsOperation;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The auth method {@code aws}. */
@Component
final class AwsEngineType implements EngineType {
    private static final ResourceDecision FREE =
            new ResourceDecision.Allowed("needs no policy, as with AWS STS");

    private final List<Route> routes;
    private final StsActions actions;

    AwsEngineType(SignerRoutes signers, AccountRoutes account, StsActions actions) {
        this.actions = actions;
        routes =
                Stream.of(signers.routes(), List.of(account.route()), StsRoutes.routes())
                        .flatMap(List::stream)
                        .toList();
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
    public @Nullable Handler action(Mount mount, Action action) {
        StsOperation operation = StsOperation.find(action.name());
        return operation == null ? null : actions.handler(operation);
    }

    /** Everybody may ask who he is, and for a session of his own, as with AWS. */
    @Override
    public ResourceDecision resourceDecision(Call call) {
        Action action = call.request().action();
        StsOperation operation = action == null ? null : StsOperation.find(action.name());
        return operation == StsOperation.GET_CALLER_IDENTITY
                        || operation == StsOperation.GET_SESSION_TOKEN
                ? FREE
                : ResourceDecision.SILENT;
    }

    @Override
    public String help() {
        return "AWS: issues access keys that clients of AWS Secrets Manager sign their requests to this server with, and temporary ones by AWS STS.";
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
