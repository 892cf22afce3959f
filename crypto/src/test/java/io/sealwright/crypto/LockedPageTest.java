package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LockedPageTest {
    /**
     * Asks the kernel: flag {@code lo} is a locked mapping, {@code dd} one that core dumps leave
     * out.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelAgreesWithWhatThePageReports() throws IOException {
        LockedPage page = LockedPage.allocate();
        String flags = flagsOf(page.segment().address());
        assertThat(flags.contains(" lo")).isEqualTo(page.protection().locked());
        assertThat(flags.contains(" dd")).isEqualTo(page.protection().excludedFromDumps());
        assertThat(page.protection().excludedFromDumps()).isTrue();
        assertThat(page.segment().address() % page.segment().byteSize()).isZero();
    }

    private static String flagsOf(long address) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        boolean inside = false;
        for (String line : lines) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                int dash = line.indexOf('-');
                long start = Long.parseUnsignedLong(line, 0, dash, 16);
                long end = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
                inside = start <= address && address < end;
            } else if (inside && line.startsWith("VmFlags:")) {
                return line;
            }
        }
        throw new IllegalStateException("address is not mapped");
    }

    @Test
    void slotsOfAPageAreZeroAndDoNotOverlap() {
        try (LockedMemory first = LockedMemory.copyOf(filled(1));
                LockedMemory second = LockedMemory.copyOf(filled(2))) {
            assertThat(first.read()).containsOnly(1);
            assertThat(second.read()).containsOnly(2);
        }
        LockedPages.Slot slot = LockedPages.shared().take();
        assertThat(slot.segment().toArray(ValueLayout.JAVA_BYTE)).hasSize(64).containsOnly(0);
        LockedPages.shared().giveBack(slot);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[64];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
