package io.sealwright.server.identity;

import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What the identity routes work with in one request. */
@Component
final class Desk {
    // Asked late: the mount table needs the engine types, and identity is one.
    private final ObjectProvider<Mounts> mounts;
    private final Namespaces namespaces;

    Desk(ObjectProvider<Mounts> mounts, Namespaces namespaces) {
        this.mounts = mounts;
        this.namespaces = namespaces;
    }

    private static Records records(Call call) {
        return IdentityKeys.records(call.transaction(), call.mount().namespaceId());
    }

    static Entities entities(Call call) {
        return new Entities(call.transaction(), call.mount().namespaceId());
    }

    static Groups groups(Call call) {
        return new Groups(records(call));
    }

    static Memberships memberships(Call call) {
        return new Memberships(records(call));
    }

    static GroupTree tree(Call call) {
        return new GroupTree(groups(call));
    }

    MountTable mounts(Call call) {
        return mounts.getObject().table(call.transaction(), call.mount().namespaceId());
    }

    View view(Call call) {
        Namespace here = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        return new View(mounts(call), here == null ? "" : here.id());
    }

    ObjectNode shown(Call call, Entity entity) {
        List<String> direct = memberships(call).groupsOf(entity.id());
        SequencedMap<String, Group> all = tree(call).withAncestors(direct);
        List<String> living = direct.stream().filter(all::containsKey).toList();
        return view(call).entity(entity, living, new ArrayList<>(all.keySet()));
    }

    ObjectNode shown(Call call, Group group) {
        return view(call).group(group, memberships(call).members(group.id(), "", Listing.MAX_PAGE));
    }
}
