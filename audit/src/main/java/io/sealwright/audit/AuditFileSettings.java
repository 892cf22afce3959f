package io.sealwright.audit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file device.
 *
 * @param name as in {@code sys/audit}, such as {@code file/}; part of the signed heads
 * @param path resolved by the caller; its folder must exist
 * @param checkpoint the newest head of this device in the replicated store, null if there is none
 */
public record AuditFileSettings(String name, Path path, @Nullable AuditHead checkpoint)
        implements AuditDeviceSettings {
    @Override
    public boolean counts() {
        return true;
    }
}
