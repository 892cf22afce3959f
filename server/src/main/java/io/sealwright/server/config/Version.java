package io.sealwright.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this program calls itself. */
public final class Version {
    /** Of the product: {@code 0.1.0}. */
    public static final String PRODUCT = read();

    /**
     * What clients are told: a version of the API that they know, from which they tell what is
     * supported, and ours behind it.
     */
    public static final String API = "1.18.0+sealwright." + PRODUCT;

    private Version() {}

    private static String read() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
