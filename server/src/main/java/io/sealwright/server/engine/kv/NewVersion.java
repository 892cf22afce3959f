package io.sealwright.server.engine.kv;

import java.util.List;

/**
 * A version to be written.
 *
 * @param id unique in its secret
 * @param payload the caller's, who wipes it
 * @param labels staging labels that move to it
 */
record NewVersion(String id, PayloadKind kind, byte[] payload, List<String> labels) {
    @Override
    public String toString() {
        return "NewVersion[" + kind + ", " + payload.length + " bytes]";
    }
}
