package io.sealwright.server.http;

import java.math.BigDecimal;

/**
 * A number that prints as it was written: {@code 1e5}, {@code 1.50} and {@code -0} come back so.
 */
final class ExactDecimal extends BigDecimal {
    private static final long serialVersionUID = 1L;

    private final String text;

    ExactDecimal(String text) {
        super(text);
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
