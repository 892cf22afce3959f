package io.sealwright.server.auth.cert;

/**
 * Where a list comes from.
 *
 * @param signer base64 of the certificate of the authority that has to have signed each newer one;
 *     empty if it comes with TLS, from an authority that no role trusts
 * @param thisUpdate seconds since 1970
 * @param nextUpdate seconds since 1970
 */
record CrlOrigin(String url, String signer, long thisUpdate, long nextUpdate) {
    @Override
    public String toString() {
        return "CrlOrigin";
    }
}
