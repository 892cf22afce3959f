package io.sealwright.server.auth.ldap;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** The versions of TLS that directories are spoken to with; older ones are not secure. */
enum TlsVersion {
    TLS12("tls12", "TLSv1.2"),
    TLS13("tls13", "TLSv1.3");

    private final String label;
    private final String protocol;

    TlsVersion(String label, String protocol) {
        this.label = label;
        this.protocol = protocol;
    }

    String label() {
        return label;
    }

    static @Nullable TlsVersion find(String label) {
        for (TlsVersion version : values()) {
            if (version.label.equals(label)) {
                return version;
            }
        }
        return null;
    }

    /** What the JDK calls all of them from one to another. */
    static String[] protocols(TlsVersion least, TlsVersion most) {
        return EnumSet.range(least, most).stream()
                .map(version -> version.protocol)
                .toArray(String[]::new);
    }
}
