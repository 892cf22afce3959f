package io.sealwright.audit;

import java.util.Arrays;

/** How a line looks on the wire. */
@FunctionalInterface
interface LineFraming {

    byte[] frame(byte[] line);

    /** The line and a line break. */
    LineFraming PLAIN =
            line -> {
                byte[] framed = Arrays.copyOf(line, line.length + 1);
                framed[line.length] = '\n';
                return framed;
            };
}
