package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.Call;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;

/** The records of one mount within one transaction, also where no request is (due work). */
record Place(Transaction transaction, int namespace, SpaceId space) {
    static Place of(Call call) {
        return new Place(call.transaction(), call.mount().namespaceId(), call.mount().space());
    }

    Records records() {
        return transaction.records(namespace, space);
    }
}
