package io.sealwright.storage.transport;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.EquivalentAddressGroup;
import org.apache.ratis.thirdparty.io.grpc.NameResolver;
import org.apache.ratis.thirdparty.io.grpc.NameResolverProvider;
import org.apache.ratis.thirdparty.io.grpc.NameResolverRegistry;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusOr;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections name a member and not its address: {@code sealwright:///CLUSTER/PEER} is looked
 * up in the members' records each time a connection is made. Ratis keeps the address that it first
 * heard of a peer for good, so the address it hears is such a name.
 */
public final class MemberNames extends NameResolverProvider {
    private static final String SCHEME = "sealwright";
    private static final int PRIORITY = 5;

    /** Several members of one cluster may live in one process; each knows its peers. */
    private static final Map<UUID, List<Function<String, @Nullable InetSocketAddress>>> BOOKS =
            new ConcurrentHashMap<>();

    static {
        NameResolverRegistry.getDefaultRegistry().register(new MemberNames());
    }

    private MemberNames() {}

    /** The name of a member, wherever it is. */
    public static String of(UUID clusterId, String peerId) {
        return SCHEME + ":///" + clusterId + "/" + peerId;
    }

    /**
     * Where to look members of this cluster up, until closed.
     *
     * @param book gives a peer id's unresolved address; null if it does not know the peer
     */
    public static AutoCloseable register(
            UUID clusterId, Function<String, @Nullable InetSocketAddress> book) {
        List<Function<String, @Nullable InetSocketAddress>> books =
                BOOKS.computeIfAbsent(clusterId, id -> new CopyOnWriteArrayList<>());
        books.add(book);
        return () -> books.remove(book);
    }

    private static @Nullable InetSocketAddress lookUp(UUID clusterId, String peerId) {
        for (Function<String, @Nullable InetSocketAddress> book :
                BOOKS.getOrDefault(clusterId, List.of())) {
            InetSocketAddress address = book.apply(peerId);
            if (address != null) {
                return address;
            }
        }
        return null;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        String[] path = target.getPath().split("/", -1);
        Executor offload = arguments.getOffloadExecutor();
        return new Resolver(
                UUID.fromString(path[1]), path[2], offload == null ? Runnable::run : offload);
    }

    private static final class Resolver extends NameResolver {
        private final UUID clusterId;
        private final String peerId;
        private final Executor offload;
        private volatile @Nullable Listener2 listener;

        Resolver(UUID clusterId, String peerId, Executor offload) {
            this.clusterId = clusterId;
            this.peerId = peerId;
            this.offload = offload;
        }

        @Override
        public String getServiceAuthority() {
            return "member";
        }

        @Override
        public void start(Listener2 newListener) {
            listener = newListener;
            refresh();
        }

        @Override
        public void refresh() {
            // DNS may block.
            offload.execute(this::resolve);
        }

        private void resolve() {
            Listener2 told = listener;
            if (told == null) {
                return;
            }
            InetSocketAddress address = lookUp(clusterId, peerId);
            if (address == null) {
                told.onError(Status.UNAVAILABLE.withDescription("an unknown member"));
                return;
            }
            InetSocketAddress resolved =
                    new InetSocketAddress(address.getHostString(), address.getPort());
            if (resolved.isUnresolved()) {
                told.onError(Status.UNAVAILABLE.withDescription("an unknown host"));
                return;
            }
            told.onResult(
                    ResolutionResult.newBuilder()
                            .setAddressesOrError(
                                    StatusOr.fromValue(
                                            List.of(new EquivalentAddressGroup(resolved))))
                            .build());
        }

        @Override
        public void shutdown() {
            listener = null;
        }
    }
}
