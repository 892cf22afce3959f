package io.sealwright.server.auth.aws;

import io.sealwright.server.config.AwsListenerSettings;
import io.sealwright.server.config.ListenerSettings;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import org.springframework.stereotype.Component;

/** The stored accounts, and what they leave to the server's settings. Thread-safe. */
@Component
final class Accounts {
    private static final String RECORD = "config";
    private static final RecordCodec<Account> CODEC = RecordCodec.of(Account.class);

    private final AwsListenerSettings server;

    Accounts(ListenerSettings listener) {
        server = listener.aws();
    }

    /** That of a mount, whole. */
    Account of(Records records) {
        return stored(records).completed(server.accountId(), server.region());
    }

    /** Of an access key that nobody has. */
    Account ofNobody() {
        return Account.FIRST.completed(server.accountId(), server.region());
    }

    /** As it was written. */
    Account stored(Records records) {
        Decoded<Account> found = records.get(RECORD, CODEC);
        return found == null ? Account.FIRST : found.value();
    }

    void put(Records records, Account account) {
        records.put(RECORD, CODEC.encode(account));
    }
}
