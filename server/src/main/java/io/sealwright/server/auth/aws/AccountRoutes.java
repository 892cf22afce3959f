package io.sealwright.server.auth.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}: the account that the mount's signers see. */
final class AccountRoutes {
    private static final String ACCOUNT_ID = "account_id";
    private static final String MOUNTS = "mounts";
    private static final int MAX_MOUNTS = 64;

    private AccountRoutes() {}

    static Route route() {
        return Route.at(
                        "config",
                        "The AWS account that requests with access keys of this mount see.")
                .field(ACCOUNT_ID, FieldType.STRING, "12 digits; part of every ARN.")
                .field(
                        MOUNTS,
                        FieldType.STRING_MAP,
                        "Region to the path of the KV version 2 mount with its secrets, at most "
                                + MAX_MOUNTS
                                + "; \"*\" for every other region.")
                .on(Operation.READ, AccountRoutes::read)
                .on(Operation.UPDATE, AccountRoutes::write)
                .build();
    }

    private static Response read(Call call) {
        Account account = Account.of(call.records());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(ACCOUNT_ID, account.id());
        ObjectNode mounts = data.putObject(MOUNTS);
        new TreeMap<>(account.mounts()).forEach(mounts::put);
        return Response.of(data);
    }

    private static Response write(Call call) {
        Account old = Account.of(call.records());
        String id = call.string(ACCOUNT_ID, old.id());
        if (!id.matches("[0-9]{12}")) {
            throw RequestFailure.invalid("account_id is not 12 digits");
        }
        Map<String, String> mounts = call.has(MOUNTS) ? mounts(call) : old.mounts();
        new Account(id, mounts).save(call.records());
        return Response.empty();
    }

    private static Map<String, String> mounts(Call call) {
        Map<String, String> mounts = new TreeMap<>();
        call.stringMap(MOUNTS)
                .forEach((region, path) -> {
                    if (!region.equals(Account.EVERY_REGION)
                            && !region.matches(SignerRoutes.REGION)) {
                        throw RequestFailure.invalid("mounts names something that is no region");
                    }
                    String folder = path.endsWith("/") ? path : path + "/";
                    if (folder.startsWith("/") || folder.contains("//") || folder.length() > 512) {
                        throw RequestFailure.invalid(
                                "mounts names something that is no path of a mount, such as secret/");
                    }
                    mounts.put(region, folder);
                });
        if (mounts.size() > MAX_MOUNTS) {
            throw RequestFailure.invalid("mounts names more than " + MAX_MOUNTS + " regions");
        }
        return mounts;
    }
}
