package io.sealwright.storage.barrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some neighbouring names of a folder, in byte order: {@code version(1) | count | names}. See
 * {@link SortedNamesCodec}.
 */
record FolderPage(List<byte[]> names) {
    private static final byte VERSION = 1;

    static final Decoder<FolderPage> DECODER = FolderPage::decode;

    static byte[] encode(List<byte[]> names) {
        SortedNamesCodec.Writer out = new SortedNamesCodec.Writer(VERSION).number(names.size());
        names.forEach(out::name);
        return out.bytes();
    }

    private static FolderPage decode(byte[] plain) {
        SortedNamesCodec.Reader in = new SortedNamesCodec.Reader(plain, VERSION);
        int count = in.count();
        List<byte[]> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(in.name());
        }
        in.end();
        return new FolderPage(List.copyOf(names));
    }

    /** Place of the first name that is greater than {@code after}. */
    int firstAfter(byte[] after) {
        int low = 0;
        int high = names.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(names.get(middle), after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public String toString() {
        return "FolderPage[" + names.size() + " names]";
    }
}
