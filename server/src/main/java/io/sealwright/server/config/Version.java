package io.sealwright.server.config;

/** The program's version. */
public final class Version {
    /** Of this release, as in the pom. */
    public static final String SEALWRIGHT = "0.1.0";

    /** What the API reports: clients enable features by Vault's version, which comes first; ours follows as build metadata. */
    public static final String API = "1.19.0+sealwright." + SEALWRIGHT;

    private Version() {}
}
