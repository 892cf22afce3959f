package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where a node keeps its Raft log, RocksDB and snapshots.
 *
 * @param path the folder; absolute once the node has started (a temporary one for dev and ephemeral
 *     nodes)
 * @param ephemeral a temporary folder that is removed at exit
 */
public record StorageSettings(
        @DefaultValue("") String path, @DefaultValue("false") boolean ephemeral) {}
