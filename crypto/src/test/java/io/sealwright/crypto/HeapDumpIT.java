package io.sealwright.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a seal no object that is still reachable holds a key. */
class HeapDumpIT {
    private static final byte MASK = (byte) 0xA5;
    private static final int KEY_LENGTH = 32;
    private static final byte[] AAD = Vectors.ascii("place");

    @TempDir private Path folder;

    // Needles are kept masked, or the test itself would put them on the heap.
    private final Map<String, byte[]> masked = new LinkedHashMap<>();

    @Test
    void closedKeysAreNotInAHeapDump() throws Exception {
        SeededRandom random = new SeededRandom(2026);
        RootKey root = RootKey.generate(random);
        Keyring keyring = Keyring.create(InstantSource.system(), random);
        rememberKeys();
        byte[] sealed = keyring.seal(Vectors.ascii("value"), AAD);
        keyring.open(sealed, AAD);
        keyring.hash(HashPurpose.TOKEN, Vectors.ascii("token"));
        root.open(root.seal(Vectors.ascii("value"), AAD), AAD);
        rememberValueKey(sealed);

        assertThat(foundInDump("open.hprof"))
                .as("control: open keys are found")
                .containsAll(masked.keySet());
        keyring.close();
        root.close();
        assertThat(foundInDump("closed.hprof")).isEmpty();
    }

    // The same draws as RootKey.generate and Keyring.create made.
    private void rememberKeys() {
        SeededRandom replay = new SeededRandom(2026);
        remember("root key", replay.bytes(KEY_LENGTH), 0);
        byte[] nameKey = replay.bytes(KEY_LENGTH);
        byte[] info = "sealwright/hash/token".getBytes(StandardCharsets.UTF_8);
        remember(
                "token hash key", Digests.hkdfSha256(nameKey, new byte[0], info, KEY_LENGTH), 0x36);
        remember("term key", replay.bytes(KEY_LENGTH), 0);
    }

    // What XAES-256-GCM derived for the one sealed value, by the definition in its specification.
    private void rememberValueKey(byte[] sealed) throws Exception {
        SeededRandom replay = new SeededRandom(2026);
        replay.bytes(2 * KEY_LENGTH);
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, RawKey.aes(replay.bytes(KEY_LENGTH)));
        byte[] subkey = doubled(aes.doFinal(new byte[16]));
        byte[] key = new byte[KEY_LENGTH];
        for (int half = 0; half < 2; half++) {
            byte[] block = subkey.clone();
            block[1] ^= (byte) (half + 1);
            block[2] ^= (byte) 'X';
            for (int i = 0; i < 12; i++) {
                block[4 + i] ^= sealed[5 + i];
            }
            System.arraycopy(aes.doFinal(block), 0, key, 16 * half, 16);
        }
        remember("key of one value", key, 0);
    }

    private static byte[] doubled(byte[] block) {
        BigInteger value = new BigInteger(1, block).shiftLeft(1);
        if (value.testBit(128)) {
            value = value.clearBit(128).xor(BigInteger.valueOf(0x87));
        }
        byte[] out = new byte[16];
        byte[] raw = value.toByteArray();
        int length = Math.min(16, raw.length);
        System.arraycopy(raw, raw.length - length, out, 16 - length, length);
        return out;
    }

    private void remember(String name, byte[] key, int pad) {
        for (int i = 0; i < key.length; i++) {
            key[i] ^= (byte) (MASK ^ pad);
        }
        masked.put(name, key);
    }

    private Set<String> foundInDump(String file) throws IOException {
        Path dump = folder.resolve(file);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(dump.toString(), true);
        Set<String> found = new TreeSet<>();
        for (Map.Entry<String, byte[]> needle : masked.entrySet()) {
            if (contains(dump, needle.getValue())) {
                found.add(needle.getKey());
            }
        }
        Files.delete(dump);
        return found;
    }

    private static boolean contains(Path dump, byte[] maskedNeedle) throws IOException {
        byte[] window = new byte[1 << 20];
        int kept = 0;
        try (InputStream in = Files.newInputStream(dump)) {
            int read;
            while ((read = in.read(window, kept, window.length - kept)) > 0) {
                int end = kept + read;
                for (int start = 0; start + maskedNeedle.length <= end; start++) {
                    if (matches(window, start, maskedNeedle)) {
                        return true;
                    }
                }
                kept = Math.min(end, maskedNeedle.length - 1);
                System.arraycopy(window, end - kept, window, 0, kept);
            }
        }
        return false;
    }

    private static boolean matches(byte[] window, int start, byte[] maskedNeedle) {
        for (int i = 0; i < maskedNeedle.length; i++) {
            if ((window[start + i] ^ MASK) != maskedNeedle[i]) {
                return false;
            }
        }
        return true;
    }
}
