package io.sealwright.server.node;

import io.sealwright.server.config.ConfigurationException;
import io.sealwright.storage.RecoveryPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code raft/peers.json} below the storage path: how an operator says that the other members are
 * lost for good. An array of {@code {"id", "address", "non_voter"}}, as with Vault. Taken strictly:
 * what is not understood stops the start.
 */
final class PeersFile {
    static final String NAME = "peers.json";

    private static final long MOST_BYTES = 64 << 10;
    private static final Set<String> MEMBERS = Set.of("id", "address", "non_voter");
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private PeersFile() {}

    /**
     * The group to go on with; empty without the file.
     *
     * @throws ConfigurationException if the file is there and is not one
     */
    static List<RecoveryPeer> read(Path storage) {
        Path file = storage.resolve("raft").resolve(NAME);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw malformed("it is no file of at most 64 KiB");
            }
            return peers(MAPPER.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw malformed("it cannot be read");
        } catch (JacksonException e) {
            throw malformed("it is not JSON");
        }
    }

    private static List<RecoveryPeer> peers(JsonNode json) {
        if (!json.isArray() || json.isEmpty()) {
            throw malformed("it is not an array of members");
        }
        List<RecoveryPeer> peers = new ArrayList<>();
        for (JsonNode one : json) {
            JsonNode nonVoter = one.path("non_voter");
            boolean known =
                    one.isObject()
                            && MEMBERS.containsAll(one.propertyNames())
                            && one.path("id").isString()
                            && one.path("address").isString()
                            && (nonVoter.isMissingNode() || nonVoter.isBoolean());
            if (!known) {
                throw malformed("a member has id, address and non_voter, and nothing else");
            }
            peers.add(
                    new RecoveryPeer(
                            one.path("id").stringValue(),
                            one.path("address").stringValue(),
                            nonVoter.asBoolean(false)));
        }
        return peers;
    }

    private static ConfigurationException malformed(String why) {
        return new ConfigurationException(
                "raft/peers.json is refused, and nothing was changed: "
                        + why
                        + ". It looks like [{\"id\": \"n1\", \"address\": \"127.0.0.1:8201\","
                        + " \"non_voter\": false}]");
    }
}
