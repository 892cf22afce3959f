package io.sealwright.server.config;

import java.util.List;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit log.
 *
 * @param file file devices; never empty unless disabled
 * @param disabled no audit device at all
 * @param api devices may be enabled by API
 */
public record AuditSettings(List<AuditFile> file, boolean disabled, boolean api) {
    private static final AuditFile FIRST = new AuditFile("audit/audit.log");

    /**
     * @param path relative to the storage path, or absolute
     */
    public record AuditFile(String path) {
        public AuditFile {
            if (path.isBlank()) {
                throw new ConfigurationException("sealwright.audit.file.path is empty");
            }
        }
    }

    @ConstructorBinding
    public AuditSettings(
            @DefaultValue List<AuditFile> file,
            @DefaultValue("false") boolean disabled,
            @DefaultValue("false") boolean api) {
        if (disabled && !file.isEmpty()) {
            throw new ConfigurationException(
                    "sealwright.audit.disabled=true contradicts sealwright.audit.file");
        }
        this.file = disabled ? List.of() : file.isEmpty() ? List.of(FIRST) : List.copyOf(file);
        this.disabled = disabled;
        this.api = api;
    }
}
