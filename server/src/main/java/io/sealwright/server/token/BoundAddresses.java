package io.sealwright.server.token;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;

/** Lists of addresses and blocks that a login or a token is bound to. */
public final class BoundAddresses {
    /** The most addresses and blocks of one list. */
    public static final int MAX = 256;

    private BoundAddresses() {}

    /**
     * A parameter that lists addresses and blocks, in their normal form.
     *
     * @throws RequestFailure if one is neither, or there are too many
     */
    static List<String> of(Call call, String name) {
        requireFew(call.strings(name), name);
        return TokenFields.cidrs(call, name);
    }

    /**
     * A parameter that lists blocks, as they were given.
     *
     * @throws RequestFailure if one is not a block (a single address is none), or there are too
     *     many
     */
    public static List<String> blocks(Call call, String name) {
        List<String> blocks = call.strings(name);
        requireFew(blocks, name);
        try {
            for (String block : blocks) {
                CidrBlock _ = CidrBlock.parse(block);
                if (block.indexOf('/') < 0) {
                    throw new IllegalArgumentException("a single address");
                }
            }
        } catch (IllegalArgumentException _) {
            throw RequestFailure.invalid(
                    "failed to validate CIDR blocks: "
                            + name
                            + " holds something that is not a block such as 10.0.0.0/8");
        }
        return blocks;
    }

    private static void requireFew(List<String> blocks, String name) {
        if (blocks.size() > MAX) {
            throw RequestFailure.invalid(name + " holds more than " + MAX + " entries");
        }
    }

    /** Whether each of these lies in one of the others; always if there are no others. */
    public static boolean within(List<String> inner, List<String> outer) {
        return outer.isEmpty()
                || inner.stream()
                        .allMatch(block -> {
                            CidrBlock one = CidrBlock.parse(block);
                            return outer.stream()
                                    .anyMatch(other -> CidrBlock.parse(other).contains(one));
                        });
    }

    /** Whether the address lies in one of them; always if there are none. */
    public static boolean allow(List<String> blocks, Remote remote) {
        return blocks.isEmpty() || CidrBlock.anyContains(blocks, remote.address());
    }

    /**
     * @throws RequestFailure permission denied, if the address lies in none of them
     */
    static void requireAllowed(List<String> blocks, Remote remote) {
        if (!allow(blocks, remote)) {
            throw RequestFailure.denied();
        }
    }
}
