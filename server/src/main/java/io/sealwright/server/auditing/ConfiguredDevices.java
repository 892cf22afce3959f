package io.sealwright.server.auditing;

import io.sealwright.audit.AuditDeviceSettings;
import io.sealwright.audit.AuditFileSettings;
import io.sealwright.audit.AuditHead;
import io.sealwright.server.config.AuditSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** This node's configured devices under their names: {@code file/}, {@code file1/} and so on. */
record ConfiguredDevices(AuditSettings settings, Path folder) {

    List<AuditDeviceSettings> devices(Function<String, @Nullable AuditHead> checkpoint) {
        List<AuditDeviceSettings> devices = new ArrayList<>();
        for (int i = 0; i < settings.file().size(); i++) {
            String name = name("file", i);
            devices.add(new AuditFileSettings(name, file(i), checkpoint.apply(name)));
        }
        for (int i = 0; i < settings.socket().size(); i++) {
            devices.add(settings.socket().get(i).device(name("socket", i)));
        }
        for (int i = 0; i < settings.syslog().size(); i++) {
            devices.add(settings.syslog().get(i).device(name("syslog", i)));
        }
        for (int i = 0; i < settings.http().size(); i++) {
            devices.add(settings.http().get(i).device(name("http", i)));
        }
        return devices;
    }

    Path file(int number) {
        return folder.resolve(settings.file().get(number).path()).toAbsolutePath();
    }

    List<ShownDevice> shown() {
        List<ShownDevice> shown = new ArrayList<>();
        for (int i = 0; i < settings.file().size(); i++) {
            add(shown, "file", i, Map.of("file_path", settings.file().get(i).path()));
        }
        for (int i = 0; i < settings.socket().size(); i++) {
            add(shown, "socket", i, settings.socket().get(i).shown());
        }
        for (int i = 0; i < settings.syslog().size(); i++) {
            add(shown, "syslog", i, settings.syslog().get(i).shown());
        }
        for (int i = 0; i < settings.http().size(); i++) {
            add(shown, "http", i, settings.http().get(i).shown());
        }
        return shown;
    }

    private static void add(
            List<ShownDevice> shown, String type, int number, Map<String, String> options) {
        shown.add(new ShownDevice(name(type, number), type, "", false, options));
    }

    static String name(String type, int number) {
        return number == 0 ? type + "/" : type + number + "/";
    }
}
