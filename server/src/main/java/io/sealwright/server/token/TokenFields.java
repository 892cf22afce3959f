package io.sealwright.server.token;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of the token engine in the form and with the errors that clients know. */
final class TokenFields {
    /** The most characters of a token's or role's display name, path suffix or custom id. */
    static final int MAX_NAME = 512;

    private TokenFields() {}

    /**
     * @throws RequestFailure if it is negative or no duration; zero if it is not given
     */
    static Duration duration(Call call, String name) {
        if (call.string(name, "").startsWith("-")) {
            throw RequestFailure.invalid(name + " must be positive");
        }
        return call.duration(name, Duration.ZERO);
    }

    /**
     * @throws RequestFailure if it is negative or too large for a count; {@code otherwise} if it is
     *     not given
     */
    static int count(Call call, String name, String negative, int otherwise) {
        long value = call.integer(name, otherwise);
        if (value < 0) {
            throw RequestFailure.invalid(negative);
        }
        if (value > Integer.MAX_VALUE) {
            throw RequestFailure.invalid(name + " is too large");
        }
        return (int) value;
    }

    /**
     * @throws RequestFailure if one is not an address or a block
     */
    static List<String> cidrs(Call call, String name) {
        try {
            return call.strings(name).stream().map(text -> CidrBlock.parse(text).text()).toList();
        } catch (IllegalArgumentException _) {
            throw RequestFailure.invalid(
                    "error parsing role fields: "
                            + name
                            + " holds something that is not an IP address or CIDR block");
        }
    }

    /** An error of an operation as a whole, in the peer's form. */
    static RequestFailure failed(String message) {
        return RequestFailure.invalid("1 error occurred:\n\t* " + message + "\n\n");
    }

    static String required(Call call, String name, RequestFailure missing) {
        String value = call.string(name, "");
        if (value.isEmpty()) {
            throw missing;
        }
        return value;
    }

    static RequestFailure missingToken() {
        return RequestFailure.invalid("missing token ID");
    }

    /** The living token of the accessor in the request. */
    static TokenEntry byAccessor(Call call, TokenStore tokens) {
        String accessor = required(call, "accessor", failed("missing accessor"));
        TokenEntry entry =
                tokens.findByAccessor(
                        call.transaction(), call.mount().namespaceId(), accessor, call.now());
        if (entry == null) {
            throw failed("invalid accessor");
        }
        return entry;
    }

    /** Who is behind a token; null for one that belongs to no entity. */
    static @Nullable Identity identity(Call call, Identities identities, TokenEntry entry) {
        return entry.entityId().isEmpty()
                ? null
                : identities.find(call.transaction(), entry.namespace(), entry.entityId());
    }

    /** A living token that the request's namespace reaches. */
    static @Nullable TokenEntry byId(Call call, TokenStore tokens, String token) {
        return tokens.findFrom(call.transaction(), call.request().namespace(), token, call.now());
    }
}
