package io.sealwright.storage.barrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pages of a folder in order: {@code version(1) | next page id | count | (lower bound, page id)
 * each}. A lower bound is a prefix of the page's first name that is just long enough to be greater
 * than the name before; the first one is empty.
 */
record PageDirectory(long nextPage, List<PageRef> pages) {
    /** A page and the bound that no name in it is below. */
    record PageRef(byte[] lowerBound, long id) {
        @Override
        public String toString() {
            return "PageRef[" + id + "]";
        }
    }

    private static final byte VERSION = 1;

    static final Decoder<PageDirectory> DECODER = PageDirectory::decode;
    static final PageDirectory EMPTY = new PageDirectory(1, List.of());

    byte[] encode() {
        SortedNamesCodec.Writer out =
                new SortedNamesCodec.Writer(VERSION).number(nextPage).number(pages.size());
        for (PageRef page : pages) {
            out.name(page.lowerBound()).number(page.id());
        }
        return out.bytes();
    }

    private static PageDirectory decode(byte[] plain) {
        SortedNamesCodec.Reader in = new SortedNamesCodec.Reader(plain, VERSION);
        long next = in.number();
        int count = in.count();
        List<PageRef> pages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] bound = in.name();
            pages.add(new PageRef(bound, in.number()));
        }
        in.end();
        return new PageDirectory(next, List.copyOf(pages));
    }

    /** Place of the page that a name belongs to; 0 if there is none yet. */
    static int placeOf(List<PageRef> pages, byte[] name) {
        int low = 1;
        int high = pages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(pages.get(middle).lowerBound(), name) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    @Override
    public String toString() {
        return "PageDirectory[" + pages.size() + " pages]";
    }
}
