package io.sealwright.storage.barrier;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Writes and reads numbers as LEB128 and sorted names as (length shared with the name before,
 * length of the rest, rest).
 */
final class SortedNamesCodec {
    private SortedNamesCodec() {}

    /** Builds one encoding. */
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private byte[] before = {};

        Writer(byte version) {
            out.write(version);
        }

        Writer number(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
            return this;
        }

        Writer name(byte[] name) {
            int shared = shared(before, name);
            number(shared);
            number(name.length - shared);
            out.write(name, shared, name.length - shared);
            before = name;
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** Reads one encoding; anything out of range is a {@link CorruptRecordException}. */
    static final class Reader {
        private final byte[] in;
        private int at = 1;
        private byte[] before = {};

        Reader(byte[] in, byte version) {
            if (in.length == 0 || in[0] != version) {
                throw new CorruptRecordException("a folder's page has an unknown version");
            }
            this.in = in;
        }

        long number() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = in[checked(1)];
                at++;
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new CorruptRecordException("a folder's page holds a number that is too long");
        }

        /** A number of things still to come, each of at least one byte. */
        int count() {
            long count = number();
            if (count < 0 || count > in.length - at) {
                throw new CorruptRecordException("a folder's page is cut short");
            }
            return (int) count;
        }

        byte[] name() {
            long shared = number();
            if (shared < 0 || shared > before.length) {
                throw new CorruptRecordException(
                        "a folder's page shares more of a name than there is");
            }
            int rest = count();
            byte[] name = Arrays.copyOf(before, (int) shared + rest);
            System.arraycopy(in, at, name, (int) shared, rest);
            at += rest;
            before = name;
            return name;
        }

        private int checked(int length) {
            if (length > in.length - at) {
                throw new CorruptRecordException("a folder's page is cut short");
            }
            return at;
        }

        void end() {
            if (at != in.length) {
                throw new CorruptRecordException("a folder's page has bytes left over");
            }
        }
    }

    /** How many leading bytes are the same. */
    static int shared(byte[] one, byte[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 ? one.length : mismatch;
    }
}
