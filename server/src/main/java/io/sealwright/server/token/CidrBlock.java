package io.sealwright.server.token;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** An IPv4 or IPv6 address with the number of its leading bits that count. */
public record CidrBlock(byte[] address, int bits) {

    /**
     * Reads {@code 10.0.0.0/8}, {@code ::1}, ...; never asks a name server.
     *
     * @throws IllegalArgumentException if it is neither an address nor a block
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int most = address.length * 8;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1));
        if (bits > most) {
            throw new IllegalArgumentException("an address has at most " + most + " bits");
        }
        return new CidrBlock(address, bits);
    }

    private static byte[] address(String literal) {
        boolean complete =
                literal.indexOf(':') >= 0 || literal.chars().filter(c -> c == '.').count() == 3;
        if (!complete || literal.indexOf('%') >= 0) {
            throw new IllegalArgumentException("not an address");
        }
        return InetAddress.ofLiteral(literal).getAddress();
    }

    private static int bits(String text) {
        if (text.isEmpty()
                || text.length() > 3
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a number of bits");
        }
        return Integer.parseInt(text);
    }

    public boolean contains(CidrBlock other) {
        if (other.address.length != address.length || other.bits < bits) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != other.address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0
                || ((address[whole] ^ other.address[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }

    /**
     * Whether one of these blocks holds the address; false for what is no address.
     *
     * @param blocks as {@link #text} writes them
     */
    static boolean anyContains(List<String> blocks, String address) {
        try {
            CidrBlock one = parse(address);
            return blocks.stream().anyMatch(block -> parse(block).contains(one));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** A single address without its number of bits, as the peer shows it. */
    String text() {
        try {
            InetAddress inet = InetAddress.getByAddress(address);
            String host =
                    inet instanceof Inet4Address
                            ? inet.getHostAddress()
                            : shortened(inet.getHostAddress());
            return bits == address.length * 8 ? host : host + "/" + bits;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** Puts {@code ::} for the longest run of zero groups (RFC 5952). */
    private static String shortened(String eightGroups) {
        String[] groups = eightGroups.split(":");
        int best = 0;
        int bestAt = -1;
        for (int at = 0; at < groups.length; at++) {
            int end = at;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - at > best) {
                best = end - at;
                bestAt = at;
            }
        }
        if (best < 2) {
            return eightGroups;
        }
        return join(groups, 0, bestAt) + "::" + join(groups, bestAt + best, groups.length);
    }

    private static String join(String[] groups, int from, int to) {
        return String.join(":", java.util.Arrays.copyOfRange(groups, from, to));
    }
}
