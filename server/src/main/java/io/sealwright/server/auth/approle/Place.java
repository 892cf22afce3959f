package io.sealwright.server.auth.approle;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;

/** The records of one mount within one transaction, also where no request is (due work). */
record Place(Transaction transaction, int namespace, SpaceId space) {
    static Place of(Call call) {
        return of(call.context());
    }

    static Place of(EngineContext context) {
        return new Place(
                context.transaction(), context.mount().namespaceId(), context.mount().space());
    }

    Records records() {
        return transaction.records(namespace, space);
    }
}
