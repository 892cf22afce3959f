package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import org.jspecify.annotations.Nullable;

/** What a mount is configured with. */
record Config(Server server, UserRules users, GroupRules groups, TokenSettings token) {
    /** Before anything is configured. */
    static final Config USUAL =
            new Config(Server.USUAL, UserRules.USUAL, GroupRules.USUAL, TokenSettings.NONE);

    private static final String PATH = "config";
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);

    static @Nullable Decoded<Config> find(Records records) {
        return records.get(PATH, CODEC);
    }

    /** The stored one, or the usual one. */
    static Config of(Records records) {
        Decoded<Config> found = find(records);
        return found == null ? USUAL : found.value();
    }

    void put(Records records) {
        records.put(PATH, CODEC.encode(this));
    }

    /** Whether users are searched for; otherwise the name alone says whom to bind as. */
    boolean searches() {
        return users.discover() || server.bindsToSearch();
    }

    @Override
    public String toString() {
        return "Config";
    }
}
