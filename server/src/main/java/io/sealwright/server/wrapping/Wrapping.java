package io.sealwright.server.wrapping;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.server.token.IssuedToken;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSpec;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts an answer behind a new token that can be used once, and gives it out again. The answer lies
 * sealed beside the token's cubbyhole and goes when the token does. Thread-safe.
 */
@Component
public final class Wrapping {
    private static final String CREATION_PATH = "wrapping_creation_path";
    private static final String CREATION_TIME = "wrapping_creation_time";

    /** What may be told about a wrapping token without using it. */
    record Origin(String path, Instant time, long ttl) {}

    private final TokenStore tokens;

    Wrapping(TokenStore tokens) {
        this.tokens = tokens;
    }

    /**
     * Wraps what a request is answered with, for {@code request.wrapTtl()}.
     *
     * @throws RequestFailure for an answer that is not an envelope
     */
    public Response wrap(
            Transaction transaction,
            Request request,
            Namespace namespace,
            Response response,
            Instant now) {
        if (response.raw() != null) {
            throw RequestFailure.invalid("this answer cannot be wrapped");
        }
        String path = request.path();
        return wrap(
                transaction,
                namespace.number(),
                WrappedResponse.encode(response),
                path,
                request.wrapTtl(),
                accessor(response, path),
                now);
    }

    private static String accessor(Response response, String path) {
        AuthGrant auth = response.auth();
        if (auth != null) {
            return auth.accessor();
        }
        // As with Vault: who hands out a wrapped secret id can take it back by its accessor.
        return response.data() != null && path.startsWith("auth/")
                ? response.data().path("secret_id_accessor").asString("")
                : "";
    }

    private Response wrap(
            Transaction transaction,
            int namespace,
            byte[] wrapped,
            String path,
            Duration ttl,
            String accessor,
            Instant now) {
        TokenSpec spec =
                TokenSpec.at(path, List.of(Policies.RESPONSE_WRAPPING), new LeaseLimits(ttl, ttl))
                        .ttl(ttl)
                        .explicitMaxTtl(ttl)
                        .numUses(1)
                        .renewable(false)
                        .namespace(namespace)
                        .internal(Map.of(CREATION_PATH, path, CREATION_TIME, now.toString()))
                        .build();
        IssuedToken token = tokens.create(transaction, spec, now);
        records(transaction).put(id(token.entry()), wrapped);
        WrapInfo info =
                new WrapInfo(
                        token.grant().clientToken(),
                        token.entry().accessor(),
                        ttl.toSeconds(),
                        now,
                        path,
                        accessor);
        return new Response(200, null, null, null, null, 0, info, List.of(), null);
    }

    /** The living wrapping token of this id; null if it is anything else. */
    @Nullable TokenEntry find(Transaction transaction, String token, Instant now) {
        TokenEntry entry = tokens.find(transaction, token, now);
        return entry != null && entry.internal().containsKey(CREATION_PATH) ? entry : null;
    }

    Origin origin(TokenEntry entry) {
        String path = entry.internal().getOrDefault(CREATION_PATH, "");
        String time = entry.internal().getOrDefault(CREATION_TIME, "");
        return new Origin(path, Instant.parse(time), entry.ttl());
    }

    /** Gives out what is wrapped, and revokes the token. */
    Response unwrap(Transaction transaction, TokenEntry entry, Instant now) {
        return WrappedResponse.decode(take(transaction, entry, now));
    }

    /**
     * Moves what is wrapped behind a new token with the same path and TTL, and revokes the old one.
     */
    Response rewrap(Transaction transaction, TokenEntry entry, Instant now) {
        Origin origin = origin(entry);
        byte[] wrapped = take(transaction, entry, now);
        String accessor = accessor(WrappedResponse.decode(wrapped), origin.path);
        return wrap(
                transaction,
                entry.namespace(),
                wrapped,
                origin.path,
                Duration.ofSeconds(origin.ttl),
                accessor,
                now);
    }

    private byte[] take(Transaction transaction, TokenEntry entry, Instant now) {
        Record stored = records(transaction).get(id(entry));
        if (stored == null) {
            throw WrappingRoutes.invalidToken();
        }
        tokens.revoke(transaction, entry, now);
        return stored.value();
    }

    private static byte[] id(TokenEntry entry) {
        return HexFormat.of().parseHex(entry.hash());
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.CUBBYHOLE);
    }
}
