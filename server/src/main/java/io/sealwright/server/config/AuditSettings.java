package io.sealwright.server.config;

import io.sealwright.audit.AuditDeviceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The audit log. Unless it is disabled there is always a configured device that counts.
 *
 * @param file file devices; one by default if no other device is configured
 * @param socket devices that send to a socket
 * @param syslog devices that send to a syslog daemon
 * @param http devices that POST
 * @param disabled no audit device at all
 * @param api devices may be enabled and disabled by API
 * @param apiFileFolder the only folder in which the API may create audit files; empty = nowhere
 * @param queueEntries entries that may wait for one device; beyond, it refuses them
 * @param queueBytes bytes that may wait for one device, and again what a failing one keeps
 */
public record AuditSettings(
        List<AuditFile> file,
        List<AuditSocket> socket,
        List<AuditSyslog> syslog,
        List<AuditHttp> http,
        boolean disabled,
        boolean api,
        String apiFileFolder,
        int queueEntries,
        DataSize queueBytes) {
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
            @DefaultValue List<AuditSocket> socket,
            @DefaultValue List<AuditSyslog> syslog,
            @DefaultValue List<AuditHttp> http,
            @DefaultValue("false") boolean disabled,
            @DefaultValue("false") boolean api,
            @DefaultValue("") String apiFileFolder,
            @DefaultValue("16384") int queueEntries,
            @DefaultValue("64MB") DataSize queueBytes) {
        boolean none = file.isEmpty() && socket.isEmpty() && syslog.isEmpty() && http.isEmpty();
        this.file = none && !disabled ? List.of(FIRST) : List.copyOf(file);
        this.socket = List.copyOf(socket);
        this.syslog = List.copyOf(syslog);
        this.http = List.copyOf(http);
        this.disabled = disabled;
        this.api = api;
        this.apiFileFolder = apiFileFolder;
        this.queueEntries = queueEntries;
        this.queueBytes = queueBytes;
        if (disabled) {
            requireNothingElse(none);
        } else {
            requireOneThatCounts();
        }
        if (!apiFileFolder.isEmpty() && !Path.of(apiFileFolder).isAbsolute()) {
            throw new ConfigurationException(
                    "sealwright.audit.api-file-folder must be an absolute path");
        }
        Checks.range("sealwright.audit.queue-entries", queueEntries, 16, 1_000_000);
        Checks.range("sealwright.audit.queue-bytes", queueBytes.toBytes(), 1L << 20, 1L << 30);
    }

    private void requireNothingElse(boolean noDevice) {
        if (!noDevice) {
            throw new ConfigurationException(
                    "sealwright.audit.disabled=true contradicts sealwright.audit.file, .socket, .syslog and .http");
        }
        if (api) {
            throw new ConfigurationException(
                    "sealwright.audit.disabled=true contradicts sealwright.audit.api=true");
        }
    }

    private void requireOneThatCounts() {
        boolean counts =
                !file.isEmpty()
                        || !http.isEmpty()
                        || socket.stream().anyMatch(one -> one.device("socket/").counts())
                        || syslog.stream().anyMatch(one -> one.device("syslog/").counts());
        if (!counts) {
            throw new ConfigurationException(
                    "every configured audit device sends datagrams, of whose arrival nobody hears: configure"
                            + " sealwright.audit.file[0].path, an HTTP receiver, or a socket of type tcp or unix as well");
        }
    }

    /** Says which kind of device is meant, and nothing of the value. */
    static void checked(String kind, Supplier<? extends AuditDeviceSettings> device) {
        try {
            var _ = device.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("sealwright.audit." + kind + ": " + e.getMessage());
        }
    }
}
