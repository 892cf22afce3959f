package io.sealwright.server.mount;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Roles and users of auth methods, as far as the methods tell them. */
@Component
final class HeldByLoginRoles implements PolicyHolders {
    // Between a mount's path and a role's name in a cursor; neither can hold it.
    private static final char BREAK = '\n';

    // Asked late: the mount table needs the engine types, and one of them asks for all holders.
    private final ObjectProvider<Mounts> mounts;

    HeldByLoginRoles(ObjectProvider<Mounts> mounts) {
        this.mounts = mounts;
    }

    @Override
    public String kind() {
        return "login_roles";
    }

    @Override
    public Page page(Transaction transaction, int namespace, String after, int limit, Instant now) {
        int at = after.indexOf(BREAK);
        String firstMount = at < 0 ? "" : after.substring(0, at);
        List<Holder> holders = new ArrayList<>();
        for (Mounted mounted : mounts.getObject().table(transaction, namespace).all()) {
            String path = mounted.mount().path();
            if (mounted.mount().engineClass() != EngineClass.AUTH
                    || path.compareTo(firstMount) < 0) {
                continue;
            }
            String from = path.equals(firstMount) ? after.substring(at + 1) : "";
            EngineContext context = new EngineContext(transaction, mounted.mount(), now);
            int wanted = limit - holders.size();
            List<LoginRole> roles = mounted.type().loginRoles(context, from, wanted);
            roles.forEach(
                    role -> holders.add(new Holder(role.name(), path, role.policies(), false)));
            if (roles.size() == wanted) {
                return new Page(holders, path + BREAK + roles.getLast().name());
            }
        }
        return new Page(holders, "");
    }
}
