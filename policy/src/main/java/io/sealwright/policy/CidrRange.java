package io.sealwright.policy;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of IPv4 or IPv6 addresses, such as {@code 10.0.0.0/8}; a plain address is a range of one.
 * An IPv4 address inside an IPv6 one ({@code ::ffff:10.1.2.3}) counts as IPv4.
 */
record CidrRange(InetAddress network, int prefix) {

    /** Empty if it is none; names are never looked up. */
    static Optional<CidrRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().getAddress().length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
        return prefix < 0 || prefix > bits
                ? Optional.empty()
                : Optional.of(new CidrRange(address.get(), prefix));
    }

    private static int prefix(String digits) {
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= 3
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : -1;
    }

    static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] wanted = network.getAddress();
        byte[] asked = address.getAddress();
        if (wanted.length != asked.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (wanted[i] != asked[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((wanted[whole] ^ asked[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
    }
}
