package io.sealwright.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.Digests;
import io.sealwright.rotation.DeposedException;
import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationStep;
import io.sealwright.server.testing.FencedStore;
import io.sealwright.server.testing.MemoryNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts as real processes: what they get, what is refused, and that nothing of them is left. */
class ScriptRotatorIT {
    @TempDir Path temporary;

    private final MemoryNode node = new MemoryNode();
    private final FencedStore store = new FencedStore(node.store());
    private Path folder = Path.of("/");
    private Leading leading = new Leading(store, node.barrier(), store.lead(node.barrier()));

    @BeforeEach
    void folder() throws IOException {
        folder = temporary.toRealPath().resolve("scripts");
        Files.createDirectory(folder, mode("rwxr-xr-x"));
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        if (Files.exists(copies())) {
            try (Stream<Path> left = Files.list(copies())) {
                assertThat(left).as("copies").isEmpty();
            }
        }
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private Path copies() {
        return temporary.resolve("copies");
    }

    private Path script(String body) throws IOException {
        Path file = folder.resolve("rotate");
        Files.deleteIfExists(file);
        Files.createFile(file, mode("rwxr-xr-x"));
        return Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    }

    private static RotatorDefinition definition(Path path, long timeout) throws IOException {
        return definition(path, Digests.sha256Hex(Files.readAllBytes(path)), timeout);
    }

    private static RotatorDefinition definition(Path path, String sha256, long timeout) {
        return new RotatorDefinition(
                "r",
                RotatorDefinition.SCRIPT,
                false,
                true,
                timeout,
                new ScriptSpec(
                        path.toString(),
                        sha256,
                        List.of("one", "two words"),
                        Map.of("SET_BY_OPERATOR", "yes"),
                        Map.of("7", "the database said no")),
                null,
                null);
    }

    private static StepRequest request(RotationStep step) {
        return new StepRequest(
                step,
                "secret/db",
                "token-1",
                "{\"password\":\"old\"}".getBytes(StandardCharsets.UTF_8),
                "{\"password\":\"new\"}".getBytes(StandardCharsets.UTF_8),
                "{\"host\":\"db1\"}");
    }

    private StepResult run(String body) throws Exception {
        return run(definition(script(body), 30), RotationStep.SET);
    }

    private StepResult run(RotatorDefinition definition, RotationStep step) throws Exception {
        return new ScriptRotator(folder.toString(), copies())
                .run(definition, request(step), leading);
    }

    /** It was not run. */
    private void refused(RotatorDefinition definition, String why) throws Exception {
        assertThat(run(definition, RotationStep.SET))
                .isInstanceOfSatisfying(
                        StepResult.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    /** It was run, and did not get to its end. */
    private void stopped(RotatorDefinition definition, String why) {
        assertThatThrownBy(() -> run(definition, RotationStep.SET))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining(why);
    }

    private static String failure(StepResult result) {
        return result instanceof StepResult.Failed failed ? failed.why() : "done";
    }

    @Test
    void itGetsTheValuesOnItsInputAndNowhereElse() throws Exception {
        Path seen = temporary.resolve("seen");
        StepResult result =
                run(
                        "{ cat; echo; echo \"$@\"; env | sort; pwd; } > "
                                + seen
                                + "; tr '\\0' ' ' < /proc/$$/cmdline >> "
                                + seen);
        assertThat(failure(result)).isEqualTo("done");
        List<String> lines = Files.readAllLines(seen);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "{\"step\":\"set\",\"secret_id\":\"secret/db\",\"token\":\"token-1\","
                                + "\"current\":{\"password\":\"old\"},\"pending\":{\"password\":\"new\"},"
                                + "\"parameters\":{\"host\":\"db1\"}}");
        assertThat(lines.get(1)).isEqualTo("one two words");
        List<String> rest = lines.subList(2, lines.size());
        assertThat(rest).contains("SET_BY_OPERATOR=yes", "PATH=/usr/local/bin:/usr/bin:/bin", "/");
        assertThat(rest).noneMatch(line -> line.contains("old") || line.startsWith("HOME="));
    }

    @Test
    void exitStatusesFailWithTheOperatorsWords() throws Exception {
        assertThat(failure(run("echo secret >&2; exit 7")))
                .isEqualTo("exit status 7: the database said no");
        assertThat(failure(run("exit 1"))).isEqualTo("exit status 1");
        assertThat(failure(run("kill -9 $$"))).isEqualTo("exit status 137");
    }

    @Test
    void aCreateStepMayChooseMembers() throws Exception {
        RotatorDefinition choosing =
                definition(script("echo '{\"pending\": {\"user\": \"b\"}}'"), 30);
        assertThat(run(choosing, RotationStep.CREATE))
                .isInstanceOfSatisfying(
                        StepResult.Done.class,
                        done ->
                                assertThat(new String(done.changes(), StandardCharsets.UTF_8))
                                        .isEqualTo("{\"user\":\"b\"}"));
        RotatorDefinition silent = definition(script("true"), 30);
        assertThat(run(silent, RotationStep.CREATE))
                .isInstanceOfSatisfying(
                        StepResult.Done.class, done -> assertThat(done.changes()).isEmpty());
        RotatorDefinition babbling = definition(script("echo hello"), 30);
        assertThatThrownBy(() -> run(babbling, RotationStep.CREATE))
                .isInstanceOf(RotationException.class)
                .hasMessageNotContaining("hello");
    }

    @Test
    void itIsKilledWithItsChildrenWhenItsTimeIsOver() throws Exception {
        Path pids = temporary.resolve("pids");
        RotatorDefinition slow =
                definition(
                        script(
                                "sleep 600 & echo $! > "
                                        + pids
                                        + "; (setsid sleep 601 & echo $! >> "
                                        + pids
                                        + "; sleep 602); wait"),
                        1);
        stopped(slow, "no end after 1 s");
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        for (String pid : started) {
            ended(Long.parseLong(pid));
        }
    }

    private static void ended(long pid) throws InterruptedException {
        for (int i = 0; i < 500 && running(pid); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(running(pid)).as("process %d", pid).isFalse();
    }

    /** One that has ended may wait to be reaped by whoever is its parent now. */
    private static boolean running(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatItLeavesInTheBackgroundEndsWithIt() throws Exception {
        Path pid = temporary.resolve("pid");
        assertThat(failure(run("sleep 600 & echo $! > " + pid + "; exit 0"))).isEqualTo("done");
        ended(Long.parseLong(Files.readString(pid).strip()));
    }

    @Test
    void tooMuchOutputIsAFailure() throws Exception {
        for (String stream : List.of("yes", "yes >&2")) {
            stopped(definition(script(stream), 30), "it printed more than");
        }
        assertThat(failure(run("head -c 60000 /dev/zero"))).isEqualTo("done");
    }

    @Test
    void itNeedNotReadItsInput() throws Exception {
        assertThat(failure(run("exec <&-; exit 0"))).isEqualTo("done");
    }

    @Test
    void anotherFileThanTheOneThatWasHashedIsNotRun() throws Exception {
        Path file = script("exit 0");
        RotatorDefinition pinned = definition(file, 30);
        Files.writeString(file, "#!/bin/sh\ntouch " + temporary.resolve("ran") + "\n");
        refused(pinned, "not the one that sha256");
        assertThat(temporary.resolve("ran")).doesNotExist();
    }

    @Test
    void linksAreRefused() throws Exception {
        Path file = script("exit 0");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        refused(definition(link, Digests.sha256Hex(Files.readAllBytes(file)), 30), "is a link");
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.copy(file, outside.resolve("rotate"));
        Path linked = Files.createSymbolicLink(folder.resolve("sub"), outside);
        refused(
                definition(
                        linked.resolve("rotate"), Digests.sha256Hex(Files.readAllBytes(file)), 30),
                "is a link");
    }

    @Test
    void whatLiesElsewhereIsRefused() throws Exception {
        script("exit 0");
        String any = "0".repeat(64);
        for (String path :
                List.of(
                        temporary.resolve("rotate").toString(),
                        folder + "/../rotate",
                        folder.toString(),
                        "/bin/sh",
                        "rotate")) {
            refused(definition(Path.of(path), any, 30), "does not lie in");
        }
        refused(definition(folder.resolve("none"), any, 30), "there is no such script");
        refused(
                definition(
                        Files.createDirectory(folder.resolve("folder"), mode("rwxr-xr-x")),
                        any,
                        30),
                "no plain file");
    }

    @Test
    void whatOthersMayWriteIsRefused() throws Exception {
        Path file = script("exit 0");
        RotatorDefinition pinned = definition(file, 30);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxr-x"));
        refused(pinned, "may be written by others");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));
        refused(pinned, "may be written by others");
    }

    @Test
    void withoutAFolderNothingIsRun() throws Exception {
        RotatorDefinition pinned = definition(script("exit 0"), 30);
        StepResult result =
                new ScriptRotator("", copies()).run(pinned, request(RotationStep.SET), leading);
        assertThat(result)
                .isInstanceOfSatisfying(
                        StepResult.Refused.class,
                        refused -> assertThat(refused.why()).contains("script-folder is not set"));
    }

    @Test
    void itEndsWhenItsNodeIsSealedOrLeadsNoMore() throws Exception {
        Path pid = temporary.resolve("pid");
        RotatorDefinition endless = definition(script("echo $$ > " + pid + "; sleep 600"), 300);
        assertThat(thrown(endless, true)).isInstanceOf(InterruptedException.class);
        Files.delete(pid);
        assertThat(thrown(endless, false)).isInstanceOf(DeposedException.class);
        ended(Long.parseLong(Files.readString(pid).strip()));
    }

    /** Interrupts the run, or takes its leadership away, once the script runs. */
    private Throwable thrown(RotatorDefinition definition, boolean interrupting) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("it ended"));
        Thread running =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                run(definition, RotationStep.SET);
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        });
        Path pid = temporary.resolve("pid");
        for (int i = 0; i < 3_000 && (!Files.exists(pid) || Files.size(pid) == 0); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        if (interrupting) {
            running.interrupt();
        } else {
            store.follow();
        }
        running.join();
        return thrown.get();
    }
}
