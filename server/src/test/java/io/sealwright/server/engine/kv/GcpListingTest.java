package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** More secrets than one request looks at. */
class GcpListingTest {
    private static final int MORE = 10;
    private static final int BATCH = 500;

    private static GcpFixture gcp;
    private static Mount mount;

    @BeforeAll
    static void open() {
        gcp = new GcpFixture();
        mount = gcp.mount();
        int all = GcpListing.MAX_LOOKED_AT + MORE;
        for (int from = 0; from < all; from += BATCH) {
            write(from, Math.min(all, from + BATCH));
        }
    }

    private static void write(int from, int to) {
        gcp.node.transact(transaction -> {
            Records records = transaction.records(mount.namespaceId(), mount.space());
            for (int number = from; number < to; number++) {
                Secret secret = Secret.created(new byte[16], "suffix", gcp.node.now());
                Secrets.save(records, "s%05d".formatted(number), secret);
            }
            return to;
        });
    }

    @AfterAll
    static void close() {
        gcp.node.close();
    }

    private static ObjectNode list(String more) {
        return gcp.call(GcpMethod.LIST_SECRETS, "", "{'parent':'projects/p'" + more + "}");
    }

    @Test
    void aRequestLooksAtSoManyAndTheNextGoesOn() {
        ObjectNode first = list("");
        assertThat(first.get("secrets")).hasSize(GcpListing.MAX_LOOKED_AT);
        assertThat(first.has("totalSize")).isFalse();
        ObjectNode rest = list(",'pageToken':'" + first.get("nextPageToken").stringValue() + "'");
        assertThat(rest.get("secrets")).hasSize(MORE);
        assertThat(rest.has("nextPageToken")).isFalse();
    }

    @Test
    void aFilterFindsWhatIsBehind() {
        String last = "s%05d".formatted(GcpListing.MAX_LOOKED_AT + MORE - 1);
        List<String> found = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            ObjectNode page = list(",'filter':'name:" + last + "','pageToken':'" + token + "'");
            page.path("secrets").forEach(secret -> found.add(secret.get("name").stringValue()));
            token = page.path("nextPageToken").stringValue("");
            pages++;
        } while (!token.isEmpty());
        assertThat(found).containsExactly("projects/p/secrets/" + last);
        assertThat(pages).isEqualTo(2);
    }
}
