package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In a process of its own, because it cannot be undone. */
@EnabledOnOs(OS.LINUX)
class ProcessProtectionIT {
    /** Runs in the child and exits with what the kernel says of it. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            boolean before = NativeCalls.dumpable() == 1;
            boolean granted = ProcessProtection.denyDumps().isEmpty();
            boolean after = NativeCalls.dumpable() == 0;
            System.exit(before && granted && after ? 42 : 1);
        }
    }

    @Test
    void theKernelDeniesDumpsAfterwards() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName())
                        .inheritIO()
                        .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(42);
    }
}
