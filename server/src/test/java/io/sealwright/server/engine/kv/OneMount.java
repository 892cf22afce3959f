package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestSigners;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Transaction;

/** An account that has the secrets of every region in one mount, but for one region. */
final class OneMount implements RequestSigners {
    static final String ELSEWHERE = "ap-south-1";

    static AwsRegions regions() {
        return new AwsRegions(OneMount::new);
    }

    @Override
    public Request placed(Transaction transaction, Request request) {
        if (!(request.action() instanceof Action.Signed signed)) {
            throw new AssertionError("not signed");
        }
        String region = signed.signature().scope().region();
        return request.placed("", region.equals(ELSEWHERE) ? "other/" : "secret/");
    }

    @Override
    public TokenEntry signer(Transaction transaction, Request request) {
        throw new AssertionError("nobody signs here");
    }
}
