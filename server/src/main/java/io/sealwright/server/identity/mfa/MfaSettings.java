package io.sealwright.server.identity.mfa;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The stored methods and enforcements. A namespace sees its own and those of the namespaces around
 * it. Every login asks here, and reads nothing but revisions in memory. Thread-safe.
 */
@Component
final class MfaSettings {
    /** Of one namespace, as the next one: all of them are read as a whole. */
    static final int MAX_METHODS = 100;

    static final int MAX_ENFORCEMENTS = 1_000;

    private static final String METHODS = "method/";
    private static final String ENFORCEMENTS = "enforcement/";
    private static final String CHANGES = "changes";
    private static final RecordCodec<Changes> CHANGES_CODEC = RecordCodec.of(Changes.class);

    /** Rewritten by every change, so that two of them do not pass each other. */
    private record Changes(long count) {}

    private final ClassCache<MfaTable> cache;
    private final Namespaces namespaces;

    MfaSettings(Barrier barrier, Namespaces namespaces) {
        this.namespaces = namespaces;
        cache = barrier.classCache(ControlClass.MFA, MfaSettings::load);
    }

    private static MfaTable load(Transaction transaction, int namespace) {
        Records records = records(transaction, namespace);
        return new MfaTable(
                all(records, METHODS, TotpMethod.CODEC, MAX_METHODS),
                all(records, ENFORCEMENTS, Enforcement.CODEC, MAX_ENFORCEMENTS));
    }

    private static <T> List<T> all(
            Records records, String folder, RecordCodec<T> codec, int limit) {
        return records.list(folder, "", limit).stream()
                .map(name -> records.peek(folder + name, codec))
                .filter(Objects::nonNull)
                .map(Decoded::value)
                .toList();
    }

    /** As of the transaction's view and own writes; made once for each change. */
    MfaTable table(Transaction transaction, int namespace) {
        return cache.get(transaction, namespace);
    }

    /** The root and the namespaces from there to this one, that one last. */
    List<Namespace> around(Transaction transaction, int namespace) {
        return namespaces.tree(transaction).lineage(namespace);
    }

    /** A namespace and all within it. */
    List<Namespace> within(Transaction transaction, Namespace namespace) {
        List<Namespace> all = new ArrayList<>(namespaces.tree(transaction).below(namespace));
        all.addFirst(namespace);
        return all;
    }

    /** Those that a namespace sees. */
    List<PlacedMethod> methods(Transaction transaction, int namespace) {
        List<PlacedMethod> found = new ArrayList<>();
        for (Namespace place : around(transaction, namespace)) {
            table(transaction, place.number()).methods().stream()
                    .map(method -> new PlacedMethod(method, place))
                    .forEach(found::add);
        }
        return found;
    }

    /** One that a namespace sees; null if there is no such. */
    @Nullable PlacedMethod method(Transaction transaction, int namespace, String id) {
        for (Namespace place : around(transaction, namespace)) {
            TotpMethod method = table(transaction, place.number()).method(id);
            if (method != null) {
                return new PlacedMethod(method, place);
            }
        }
        return null;
    }

    /** Makes the commit depend on no other change of a namespace's methods and enforcements. */
    void guard(Transaction transaction, int namespace) {
        Records records = records(transaction, namespace);
        Decoded<Changes> found = records.get(CHANGES, CHANGES_CODEC);
        long count = found == null ? 0 : found.value().count;
        records.put(CHANGES, CHANGES_CODEC.encode(new Changes(count + 1)));
    }

    /** Makes the commit depend on the method being as it is. */
    void require(Transaction transaction, PlacedMethod placed) {
        Decoded<TotpMethod> _ =
                records(transaction, placed.namespace().number())
                        .get(METHODS + placed.id(), TotpMethod.CODEC);
    }

    void put(Transaction transaction, int namespace, TotpMethod method) {
        records(transaction, namespace).put(METHODS + method.id(), TotpMethod.CODEC.encode(method));
    }

    void put(Transaction transaction, int namespace, Enforcement enforcement) {
        records(transaction, namespace)
                .put(ENFORCEMENTS + enforcement.name(), Enforcement.CODEC.encode(enforcement));
    }

    void deleteMethod(Transaction transaction, int namespace, String id) {
        records(transaction, namespace).delete(METHODS + id);
    }

    void deleteEnforcement(Transaction transaction, int namespace, String name) {
        records(transaction, namespace).delete(ENFORCEMENTS + name);
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.MFA);
    }
}
