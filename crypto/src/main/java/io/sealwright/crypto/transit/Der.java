package io.sealwright.crypto.transit;

import java.math.BigInteger;
import java.util.Arrays;

/** As much of DER (X.690) as key files and signatures need: writers here, {@link Reader}. */
final class Der {
    static final byte[] NULL = {5, 0};

    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int TAGGED = 0xa0;
    private static final int TAGGED_OCTETS = 0x80;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, concat(parts));
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    static byte[] octets(byte[] value) {
        return element(OCTETS, value);
    }

    static byte[] oid(byte[] value) {
        return element(OID, value);
    }

    static byte[] bits(byte[] value) {
        return element(BITS, concat(new byte[1], value));
    }

    /** {@code [number] EXPLICIT}. */
    static byte[] tagged(int number, byte[] value) {
        return element(TAGGED + number, value);
    }

    /** {@code [number] IMPLICIT OCTET STRING}. */
    static byte[] taggedOctets(int number, byte[] value) {
        return element(TAGGED_OCTETS + number, value);
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head =
                length < 0x80
                        ? new byte[] {(byte) tag, (byte) length}
                        : length < 0x100
                                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                                : new byte[] {
                                    (byte) tag, (byte) 0x82, (byte) (length >>> 8), (byte) length
                                };
        if (length >= 0x10000) {
            throw new IllegalArgumentException("too long for a key");
        }
        return concat(head, content);
    }

    /** Not the DER that was asked for. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException() {
            super("not the DER of a key or signature", null, false, false);
        }
    }

    /** Steps through elements, strictly; not thread-safe. */
    static final class Reader {
        private final byte[] source;
        private final int end;
        private int at;

        Reader(byte[] source) {
            this(source, 0, source.length);
        }

        private Reader(byte[] source, int from, int end) {
            this.source = source;
            this.at = from;
            this.end = end;
        }

        boolean atEnd() {
            return at == end;
        }

        Reader sequence() throws MalformedException {
            int length = head(SEQUENCE);
            at += length;
            return new Reader(source, at - length, at);
        }

        /** The next element as it stands, whatever it is. */
        byte[] element() throws MalformedException {
            int start = at;
            if (at == end) {
                throw new MalformedException();
            }
            int length = head(source[at] & 0xff);
            at += length;
            return Arrays.copyOfRange(source, start, at);
        }

        BigInteger integer() throws MalformedException {
            byte[] content = content(INTEGER);
            boolean padded =
                    content.length > 1
                            && (content[0] == 0 && content[1] >= 0
                                    || content[0] == -1 && content[1] < 0);
            if (content.length == 0 || padded) {
                throw new MalformedException();
            }
            return new BigInteger(content);
        }

        byte[] octets() throws MalformedException {
            return content(OCTETS);
        }

        byte[] oid() throws MalformedException {
            return content(OID);
        }

        byte[] bits() throws MalformedException {
            byte[] content = content(BITS);
            if (content.length == 0 || content[0] != 0) {
                throw new MalformedException();
            }
            return Arrays.copyOfRange(content, 1, content.length);
        }

        byte[] taggedOctets(int number) throws MalformedException {
            return content(TAGGED_OCTETS + number);
        }

        /** Whether an element with the tag {@code [number] IMPLICIT OCTET STRING} comes next. */
        boolean atTaggedOctets(int number) {
            return at < end && (source[at] & 0xff) == TAGGED_OCTETS + number;
        }

        boolean atOctets() {
            return at < end && source[at] == OCTETS;
        }

        boolean atOid() {
            return at < end && source[at] == OID;
        }

        private byte[] content(int tag) throws MalformedException {
            int length = head(tag);
            at += length;
            return Arrays.copyOfRange(source, at - length, at);
        }

        private int head(int tag) throws MalformedException {
            if (end - at < 2 || (source[at] & 0xff) != tag) {
                throw new MalformedException();
            }
            int length = source[at + 1] & 0xff;
            at += 2;
            if (length >= 0x80) {
                length = longLength(length - 0x80);
            }
            if (length > end - at) {
                throw new MalformedException();
            }
            return length;
        }

        private int longLength(int bytes) throws MalformedException {
            if (bytes < 1 || bytes > 2 || end - at < bytes || source[at] == 0) {
                throw new MalformedException();
            }
            int length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | source[at++] & 0xff;
            }
            if (length < 0x80) {
                throw new MalformedException();
            }
            return length;
        }
    }
}
