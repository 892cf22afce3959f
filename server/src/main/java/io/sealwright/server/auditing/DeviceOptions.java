package io.sealwright.server.auditing;

import io.sealwright.audit.AuditDeviceSettings;
import io.sealwright.audit.AuditFileSettings;
import io.sealwright.audit.AuditHead;
import io.sealwright.audit.AuditHttpSettings;
import io.sealwright.audit.AuditSocketSettings;
import io.sealwright.audit.AuditSyslogSettings;
import io.sealwright.audit.NetworkTimeouts;
import io.sealwright.audit.SyslogFacility;
import io.sealwright.server.config.AuditHttp;
import io.sealwright.server.config.AuditOptions;
import io.sealwright.server.spi.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of a device that was enabled by API. Each option must be known: one that is
 * silently left out may be the one that mattered.
 */
final class DeviceOptions {
    private static final int MAX_FILE_NAME = 128;

    private final EnabledDevice device;
    private final Set<String> known = new TreeSet<>();

    private DeviceOptions(EnabledDevice device) {
        this.device = device;
    }

    /**
     * @param fileFolder the only folder for files, empty = none may be written
     * @param checkpoint the newest replicated head of a file device of this name
     * @throws IllegalArgumentException if it can be no device; the message repeats no value
     */
    static AuditDeviceSettings read(
            EnabledDevice device,
            String fileFolder,
            Function<String, @Nullable AuditHead> checkpoint) {
        DeviceOptions options = new DeviceOptions(device);
        AuditDeviceSettings settings =
                switch (device.type()) {
                    case "file" ->
                            new AuditFileSettings(
                                    device.name(),
                                    options.file(fileFolder),
                                    checkpoint.apply(device.name()));
                    case "socket" -> options.socket();
                    case "syslog" -> options.syslog();
                    case "http" -> options.http();
                    default ->
                            throw new IllegalArgumentException(
                                    "unknown audit device type: file, socket, syslog and http are known");
                };
        options.requireAllRead();
        return settings;
    }

    /**
     * A bare name in the folder that the operator chose: a token must not choose where to write.
     */
    private Path file(String folder) {
        String name = option("file_path", option("path", ""));
        String mode = option("mode", "0600");
        if (folder.isEmpty()) {
            throw new IllegalArgumentException(
                    "audit files cannot be enabled via API here: configure sealwright.audit.file[i].path, or name"
                            + " the only folder for such files by sealwright.audit.api-file-folder");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("file_path is required");
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")
                || name.length() > MAX_FILE_NAME
                || name.equals("stdout")
                || name.equals("stderr")
                || name.equals("discard")) {
            throw new IllegalArgumentException(
                    "file_path must be the bare name of a file in sealwright.audit.api-file-folder: at most "
                            + MAX_FILE_NAME
                            + " letters, digits, dots, dashes and underscores");
        }
        if (!mode.equals("0600") && !mode.equals("600")) {
            throw new IllegalArgumentException("mode can only be 0600");
        }
        return Path.of(folder).resolve(name);
    }

    private AuditSocketSettings socket() {
        return new AuditSocketSettings(
                device.name(),
                AuditOptions.endpoint(option("socket_type", "tcp"), option("address", "")),
                timeouts());
    }

    private AuditSyslogSettings syslog() {
        return new AuditSyslogSettings(
                device.name(),
                AuditOptions.endpoint(
                        option("socket_type", "unixgram"),
                        option("address", AuditOptions.SYSLOG_SOCKET)),
                SyslogFacility.of(option("facility", SyslogFacility.AUTH.name())),
                option("tag", AuditOptions.SYSLOG_TAG),
                timeouts());
    }

    private AuditHttpSettings http() {
        String uri = option("uri", "");
        String headers = option("headers", "");
        if (uri.isEmpty()) {
            throw new IllegalArgumentException("uri is required");
        }
        return new AuditHttpSettings(
                device.name(),
                AuditHttp.parse(uri),
                headers.isEmpty() ? Map.of() : AuditOptions.headers(headers),
                null,
                timeouts(),
                integer("batch_lines", AuditHttpSettings.DEFAULT_BATCH_LINES),
                integer("batch_bytes", AuditHttpSettings.DEFAULT_BATCH_BYTES),
                duration("batch_wait", Duration.ZERO));
    }

    private NetworkTimeouts timeouts() {
        return new NetworkTimeouts(
                duration("connect_timeout", NetworkTimeouts.DEFAULT.connect()),
                duration("write_timeout", NetworkTimeouts.DEFAULT.write()));
    }

    private Duration duration(String name, Duration otherwise) {
        String text = option(name, "");
        try {
            return text.isEmpty() ? otherwise : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not a duration such as 2s");
        }
    }

    private int integer(String name, int otherwise) {
        String text = option(name, "");
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a number");
        }
    }

    private String option(String name, String otherwise) {
        known.add(name);
        return device.options().getOrDefault(name, otherwise);
    }

    private void requireAllRead() {
        device.options()
                .forEach((name, value) -> {
                    if (!known.contains(name) && !AuditOptions.common(name, value)) {
                        throw new IllegalArgumentException(
                                "an option is unknown to audit devices of this type, which take "
                                        + String.join(", ", known));
                    }
                });
    }
}
