package io.sealwright.crypto.transit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is imported is refused, or a key that comes back as it is after its export. The first
 * byte is the type of the key, behind it stands a private key, or, if the byte's highest bit is
 * set, a public one.
 */
class KeyImportFuzzTest {
    private static final int LONGEST = 6_000;
    private static final int OPEN = 0x80;
    private static final KeyType[] TYPES = KeyType.values();

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void key(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > LONGEST) {
            return;
        }
        KeyType type = TYPES[(bytes[0] & ~OPEN & 0xff) % TYPES.length];
        byte[] given = Arrays.copyOfRange(bytes, 1, bytes.length);
        VersionKey key;
        try {
            key =
                    (bytes[0] & OPEN) == 0
                            ? KeyImport.secret(type, given)
                            : KeyImport.publicKey(
                                    type, new String(given, StandardCharsets.ISO_8859_1));
        } catch (RefusedException refused) {
            assertThat(refused.reason()).isNotEmpty();
            return;
        }
        assertThat(key.type()).isEqualTo(type);
        same(key, VersionKey.load(type, key.privatePart(), key.publicPart()));
        if (key instanceof SignatureKey signing) {
            exported(signing);
        }
    }

    private static void exported(SignatureKey key) {
        String pem =
                new String(
                        KeyExport.publicKey(key, KeyExport.Format.PEM), StandardCharsets.US_ASCII);
        assertThat(KeyImport.publicKey(key.type(), pem).publicPart()).isEqualTo(key.publicPart());
        if (key.hasPrivatePart()) {
            same(key, KeyImport.secret(key.type(), KeyExport.pkcs8(key)));
        }
    }

    private static void same(VersionKey key, VersionKey back) {
        assertThat(back.privatePart()).isEqualTo(key.privatePart());
        assertThat(back.publicPart()).isEqualTo(key.publicPart());
    }

    static Stream<Arguments> seeds() {
        return SomeKeys.types()
                .flatMap(type -> Stream.of(secret(type), open(type)))
                .map(Arguments::of);
    }

    private static byte[] secret(KeyType type) {
        VersionKey key = SomeKeys.of(type);
        byte[] secret =
                key instanceof SignatureKey signing ? KeyExport.pkcs8(signing) : key.privatePart();
        return input(type.ordinal(), secret);
    }

    private static byte[] open(KeyType type) {
        return SomeKeys.of(type) instanceof SignatureKey key
                ? input(type.ordinal() | OPEN, KeyExport.publicKey(key, KeyExport.Format.PEM))
                : input(type.ordinal() | OPEN, new byte[0]);
    }

    private static byte[] input(int first, byte[] rest) {
        byte[] all = new byte[rest.length + 1];
        all[0] = (byte) first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
