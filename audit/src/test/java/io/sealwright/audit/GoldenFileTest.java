package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the first version wrote them stay verifiable, and a log can go on from them. */
class GoldenFileTest {

    @TempDir Path folder;

    @Test
    void theFirstVersionsFilesVerify() throws Exception {
        AuditPublicKey key = AuditPublicKey.parse(Files.readString(golden("audit.pub")));
        AuditHead head = AuditHead.fromJson(Files.readString(golden("head.json")));
        AuditVerification found =
                new AuditVerifier(List.of(key), List.of(head), 1, false)
                        .verify(List.of(golden("audit.log.1"), golden("audit.log")));
        assertThat(found.findings()).isEmpty();
        assertThat(found.lines()).isEqualTo(found.lastSeq());
        assertThat(head.verifies(key)).isTrue();
        assertThat(head.toJson()).isEqualTo(Files.readString(golden("head.json")).strip());
    }

    @Test
    void theChainGoesOnFromThem() throws Exception {
        Path file = folder.resolve("audit.log");
        Files.copy(golden("audit.log"), file, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        AuditHead head = AuditHead.fromJson(Files.readString(golden("head.json")));
        try (AuditLog log = Fixtures.open(file, head)) {
            assertThat(log.unanswered())
                    .extracting(OpenRequest::requestId)
                    .containsExactly("unanswered");
            Fixtures.pair(log, "new");
        }
        AuditVerification found =
                new AuditVerifier(List.of(), List.of(), 1, false)
                        .verify(List.of(golden("audit.log.1"), file));
        assertThat(found.findings()).isEmpty();
        assertThat(Fixtures.types(file)).doesNotContain("gap");
    }

    private static Path golden(String name) throws URISyntaxException, IOException {
        return Path.of(
                Objects.requireNonNull(GoldenFileTest.class.getResource("golden/" + name), name)
                        .toURI());
    }
}
