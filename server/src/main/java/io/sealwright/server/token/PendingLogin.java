package io.sealwright.server.token;

import io.sealwright.server.spi.RecordCodec;

/**
 * A login that has proved its first factor and has to be confirmed by another one. It holds no
 * token, but what one will be made from.
 *
 * @param path of the login
 * @param accessor of the mount
 * @param address that the login came from
 * @param entityId whom the second factor is asked of
 * @param until epoch milliseconds: from then on it is gone
 * @param failures how often it was to be confirmed in vain
 */
record PendingLogin(
        String path,
        String accessor,
        String address,
        LoginTokens.Login login,
        String entityId,
        long until,
        int failures) {
    static final RecordCodec<PendingLogin> CODEC = RecordCodec.of(PendingLogin.class);

    PendingLogin failed() {
        return new PendingLogin(path, accessor, address, login, entityId, until, failures + 1);
    }

    @Override
    public String toString() {
        return "PendingLogin";
    }
}
