package io.sealwright.server.auth.aws;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.Map;

/**
 * What the signers of a mount see as their AWS account: a stored record of the mount.
 *
 * @param id 12 digits, part of every ARN
 * @param mounts region to the path of the KV mount that has its secrets; {@value #EVERY_REGION} for
 *     those that are not named
 */
record Account(String id, Map<String, String> mounts) {
    static final String EVERY_REGION = "*";

    private static final Account FIRST =
            new Account("000000000000", Map.of(EVERY_REGION, "secret/"));
    private static final String RECORD = "config";
    private static final RecordCodec<Account> CODEC = RecordCodec.of(Account.class);

    Account {
        mounts = Map.copyOf(mounts);
    }

    static Account of(Records records) {
        Decoded<Account> found = records.get(RECORD, CODEC);
        return found == null ? FIRST : found.value();
    }

    /** Of an access key that nobody has. */
    static Account ofNobody() {
        return FIRST;
    }

    void save(Records records) {
        records.put(RECORD, CODEC.encode(this));
    }

    /** The path of the KV mount of a region; that of the first account where none is named. */
    String mount(String region) {
        String own = mounts.get(region);
        return own == null ? mounts.getOrDefault(EVERY_REGION, "secret/") : own;
    }
}
