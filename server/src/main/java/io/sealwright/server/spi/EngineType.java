package io.sealwright.server.spi;

import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind of secret engine or auth method. One Spring bean for each; nothing else has to be edited
 * to add one.
 *
 * <p>It is stateless: everything it keeps lies in the mount's records, and each call brings its
 * mount. Thread-safe.
 */
public interface EngineType {
    /** As in {@code sys/mounts}: {@code kv}, {@code cubbyhole}. */
    String name();

    EngineClass engineClass();

    /**
     * The routes of a mount with these options; called for each mount revision, so the list may be
     * a constant.
     */
    List<Route> routes(Mount mount);

    /**
     * What does an action of another API at a mount with these options; null if nothing does. The
     * call's path is what the caller has leave for.
     */
    default @Nullable Handler action(Mount mount, Action action) {
        return null;
    }

    /**
     * What the record that an action is for says about who may ask for it; asked after the caller's
     * policies, on the same view.
     */
    default ResourceDecision resourceDecision(Call call) {
        return ResourceDecision.SILENT;
    }

    /** What {@code path-help} says about the mount as a whole. */
    String help();

    /**
     * Checks options and settings before a mount is written, and may complete them (a default
     * version).
     *
     * @throws RequestFailure with what is wrong
     */
    default Mount mounting(Mount mount) {
        return mount;
    }

    /**
     * Checks a change of options or settings of a mount that exists.
     *
     * @throws RequestFailure with what may not be changed
     */
    default Mount tuning(Mount before, Mount after) {
        return mounting(after);
    }

    /** Runs in the transaction that writes a new mount. */
    default void mounted(EngineContext context, Mount mount) {}

    /**
     * Auth methods: what holds now for a token that a login at this mount made, when it is to be
     * renewed.
     *
     * @throws RequestFailure if it may not be renewed any more
     */
    default TokenSettings renewal(EngineContext context, TokenEntry token) {
        throw RequestFailure.invalid("lease is not renewable");
    }

    /**
     * The same for a method to which the request for the renewal matters: such as with which client
     * certificate it comes, or how much time it has.
     *
     * @throws RequestFailure if it may not be renewed any more, or not by this client
     */
    default TokenSettings renewal(EngineContext context, TokenEntry token, Request request) {
        return renewal(context, token);
    }

    /**
     * Auth methods: the roles or users that logins get their policies from, in the order of their
     * names. Empty for a method that has none, or that does not tell them.
     *
     * @param after the last name of the page before; empty for the first page
     */
    default List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        return List.of();
    }

    /** Auth methods: whether a login says which role it is for, so that rate limits can know it. */
    default boolean tellsRoles() {
        return false;
    }

    /**
     * Auth methods that {@link #tellsRoles}: the role that a login is for; empty if it is none.
     *
     * @param path below the mount
     */
    default String roleOfLogin(EngineContext context, String path, ObjectNode body) {
        return "";
    }

    /**
     * Names of the kinds of database that it speaks with, in their order, as {@code
     * sys/plugins/catalog} lists them.
     */
    default List<String> plugins() {
        return List.of();
    }

    /** Whether it issues leases of what it makes outside of the store. */
    default boolean issuesLeases() {
        return false;
    }

    /**
     * Engines that issue leases: what holds now for one that is to be renewed.
     *
     * @throws RequestFailure if it may not be renewed any more
     */
    default LeaseTerms leaseTerms(EngineContext context, SecretLease lease) {
        throw RequestFailure.invalid("lease is not renewable");
    }

    /**
     * Engines that issue leases: makes what a lease guards last until then, before its renewal is
     * written. May run again for the same renewal.
     *
     * @throws RequestFailure if that fails; the lease is not renewed then
     */
    default void extend(EngineContext context, SecretLease lease, Instant until) {}

    /**
     * Engines that issue leases: ends what a lease guards. Outside of any transaction; {@code
     * reader} gives views of the mount's records. May run again after it succeeded, and for
     * something that was never made.
     *
     * @throws RevocationException if it could not be ended; it is tried again later
     */
    default void revoke(MountReader reader, SecretLease lease)
            throws RevocationException, InterruptedException {
        throw new IllegalStateException(name() + " issues no leases");
    }

    /** Auth methods: whether names are locked out after too many failed logins. */
    default boolean locksOut() {
        return false;
    }

    /**
     * True for sys, cubbyhole, token: mounted at initialisation, never by a caller, never disabled
     * or moved.
     */
    default boolean builtin() {
        return false;
    }
}
