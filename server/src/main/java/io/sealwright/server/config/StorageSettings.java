package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where a node keeps its Raft log, RocksDB and snapshots.
 *
 * @param path the folder; absolute once the node has started (a temporary one for dev and ephemeral
 *     nodes)
 * @param ephemeral a temporary folder that is removed at exit
 * @param snapshotEntries Raft entries after which a snapshot is taken and the log before it dropped
 * @param snapshotSize of the Raft entries after which the same happens
 */
public record StorageSettings(
        @DefaultValue("") String path,
        @DefaultValue("false") boolean ephemeral,
        @DefaultValue("100000") long snapshotEntries,
        @DefaultValue("256MB") DataSize snapshotSize) {

    public StorageSettings {
        Checks.range("sealwright.storage.snapshot-entries", snapshotEntries, 100, 100_000_000);
        Checks.range("sealwright.storage.snapshot-size", snapshotSize.toBytes(), 1 << 20, 1L << 40);
    }
}
