package io.sealwright.server.auth.cert;

/** A client with a role that its certificate fits. */
record RoleMatch(ClientCertificate client, Role role) {
    @Override
    public String toString() {
        return "RoleMatch";
    }
}
