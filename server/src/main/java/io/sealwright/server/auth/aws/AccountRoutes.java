package io.sealwright.server.auth.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.WebIdentities;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}: the account that the mount's signers see. */
@Component
final class AccountRoutes {
    private static final String ACCOUNT_ID = "account_id";
    private static final String MOUNTS = "mounts";
    private static final String REGION = "region";
    private static final String WEB_IDENTITY_MOUNT = "web_identity_mount";
    private static final int MAX_MOUNTS = 64;

    private final Accounts accounts;
    private final KeyIndex index;
    private final ObjectProvider<Mounts> mounts;
    private final Places places;

    AccountRoutes(Accounts accounts, KeyIndex index, ObjectProvider<Mounts> mounts, Places places) {
        this.accounts = accounts;
        this.index = index;
        this.mounts = mounts;
        this.places = places;
    }

    Route route() {
        return Route.at(
                        "config",
                        "The AWS account that requests with access keys of this mount see.")
                .field(
                        ACCOUNT_ID,
                        FieldType.STRING,
                        "12 digits; part of every ARN. The server's if empty.")
                .field(
                        MOUNTS,
                        FieldType.STRING_MAP,
                        "Region to the path of the KV version 2 mount with its secrets, at most "
                                + MAX_MOUNTS
                                + "; \"*\" for every other region.")
                .field(
                        REGION,
                        FieldType.STRING,
                        "Told with access keys, for their clients. The server's if empty.")
                .field(
                        WEB_IDENTITY_MOUNT,
                        FieldType.STRING,
                        "Path of the jwt or oidc auth mount whose roles AssumeRoleWithWebIdentity"
                                + " names; none if empty.")
                .on(Operation.READ, this::read)
                .on(Operation.UPDATE, this::write)
                .build();
    }

    private Response read(Call call) {
        Account account = accounts.of(call.records());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(ACCOUNT_ID, account.id());
        ObjectNode paths = data.putObject(MOUNTS);
        new TreeMap<>(account.mounts()).forEach(paths::put);
        data.put(REGION, account.region());
        data.put(WEB_IDENTITY_MOUNT, account.webIdentityMount());
        return Response.of(data);
    }

    private Response write(Call call) {
        Account old = accounts.stored(call.records());
        String id = call.string(ACCOUNT_ID, old.id());
        if (!id.matches("([0-9]{12})?")) {
            throw RequestFailure.invalid("account_id is not 12 digits");
        }
        String region = call.string(REGION, old.region());
        if (!region.isEmpty() && !region.matches(SignerRoutes.REGION)) {
            throw RequestFailure.invalid("region is no region such as eu-central-1");
        }
        Account account =
                new Account(
                        id,
                        call.has(MOUNTS) ? mounts(call) : old.mounts(),
                        region,
                        webIdentityMount(call, old));
        Account before = accounts.of(call.records());
        accounts.put(call.records(), account);
        claim(call, before, accounts.of(call.records()));
        return Response.empty();
    }

    private String webIdentityMount(Call call, Account old) {
        String given = call.string(WEB_IDENTITY_MOUNT, old.webIdentityMount());
        if (given.isEmpty()) {
            return "";
        }
        String folder = given.endsWith("/") ? given : given + "/";
        String path = folder.startsWith("auth/") ? folder : "auth/" + folder;
        Mounted mounted =
                mounts.getObject().table(call.transaction(), call.mount().namespaceId()).at(path);
        if (mounted == null || !(mounted.type() instanceof WebIdentities)) {
            throw RequestFailure.invalid(
                    "web_identity_mount is no jwt or oidc auth mount of this namespace; enable one"
                            + " first");
        }
        return path;
    }

    /** A web identity names nothing but the account, which therefore has to be one mount's. */
    private void claim(Call call, Account before, Account now) {
        if (!before.webIdentityMount().isEmpty() && !others(call, before.id())) {
            index.deleteAccount(call.transaction(), before.id());
        }
        if (now.webIdentityMount().isEmpty()) {
            return;
        }
        if (others(call, now.id())) {
            throw RequestFailure.invalid(
                    "another auth mount lets web identities into this account: give this one"
                            + " another account_id");
        }
        index.putAccount(call.transaction(), call.mount(), now.id());
    }

    private boolean others(Call call, String account) {
        Places.Place claimed = places.ofAccount(call.transaction(), account);
        return claimed != null && !claimed.mount().accessor().equals(call.mount().accessor());
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
