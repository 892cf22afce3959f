package io.sealwright.server.auth.gcp;

import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.node.Duty;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.SignedBearers;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Checks what Google's clients sign by themselves instead of logging in, with the keys of all
 * mounts of this method. A key that is ended, or whose account or mount is gone, signs nothing from
 * the next request on. Thread-safe.
 */
@Component
final class SelfSignedTokens implements SignedBearers, Duty {
    private static final Logger LOG = LoggerFactory.getLogger(SelfSignedTokens.class);

    /** Longest token, in characters: a client's own has some 800. */
    private static final int MAX_LENGTH = 8 << 10;

    /** The service as clients name it, worldwide or in a region. */
    private static final Pattern SERVICE =
            Pattern.compile(
                    "https://secretmanager(?:\\.[a-z0-9-]{1,40}\\.rep)?\\.googleapis\\.com/?(?:google\\.cloud\\.secretmanager\\.v1\\.SecretManagerService)?");

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final KeyIndex index;
    private final Mounts mounts;
    private final SignerTokens tokens;
    private final CheckedSignatures checked = new CheckedSignatures();

    SelfSignedTokens(KeyIndex index, Mounts mounts, SignerTokens tokens) {
        this.index = index;
        this.mounts = mounts;
        this.tokens = tokens;
    }

    /** A key whose account and mount are still there. */
    private record Place(Mount mount, Records records, String name, ServiceAccount account) {}

    @Override
    public @Nullable TokenEntry bearer(
            Transaction transaction, String token, Remote remote, Instant now) {
        try {
            return standing(transaction, token, remote, now);
        } catch (TokenRefused e) {
            LOG.debug("a self-signed token is refused: {}", e.reason());
            return null;
        } catch (RequestFailure e) {
            // Not from this address, or a second factor is asked for.
            return null;
        }
    }

    private @Nullable TokenEntry standing(
            Transaction transaction, String token, Remote remote, Instant now) {
        if (token.length() > MAX_LENGTH) {
            return null;
        }
        CompactToken parsed = CompactToken.parse(token);
        Place place = place(transaction, parsed.kid());
        AccountKey key = place == null ? null : place.account().key(parsed.kid());
        if (place == null || key == null) {
            return null;
        }
        String id = CheckedSignatures.id(token);
        Assertion assertion = checked.of(id, parsed, key);
        assertion.require(key, now);
        requireForHere(assertion, Project.of(place.records()).audiences());
        return tokens.of(transaction, place.mount(), signer(place, key, id, assertion), remote);
    }

    private static SignerTokens.Signer signer(
            Place place, AccountKey key, String id, Assertion assertion) {
        long expires = assertion.expires() * 1_000;
        return new SignerTokens.Signer(
                place.name(),
                "service-accounts/" + place.name(),
                "",
                // Of this token alone: the audit log hashes what was sent once for each.
                key.id() + "." + id,
                place.account().token(),
                place.account().entityId(),
                "",
                assertion.issued(),
                key.expiresAt() == 0 ? expires : Math.min(expires, key.expiresAt()),
                Metadata.of(key),
                Map.of());
    }

    private @Nullable Place place(Transaction transaction, String kid) {
        KeyIndex.Holder holder = kid.isEmpty() ? null : index.find(transaction, kid);
        Mounted mounted =
                holder == null
                        ? null
                        : mounts.table(transaction, holder.namespace()).byAccessor(holder.mount());
        if (holder == null || mounted == null) {
            return null;
        }
        Mount mount = mounted.mount();
        Records records = transaction.records(mount.namespaceId(), mount.space());
        ServiceAccount account = ServiceAccounts.find(records, holder.name());
        return account == null ? null : new Place(mount, records, holder.name(), account);
    }

    /** Named by its audience; or by its scope, where that takes the audience's place. */
    private static void requireForHere(Assertion assertion, List<String> besides) {
        List<String> audiences = assertion.claims().audiences();
        boolean here =
                audiences.isEmpty()
                        ? List.of(assertion.claims().text("scope").split(" ")).contains(SCOPE)
                        : audiences.stream()
                                .anyMatch(one ->
                                        SERVICE.matcher(one).matches() || besides.contains(one));
        if (!here) {
            throw new TokenRefused("its audience is another service");
        }
    }

    @Override
    public void unsealed() {
        // Signatures are checked when they come.
    }

    @Override
    public void sealing() {
        checked.clear();
    }
}
