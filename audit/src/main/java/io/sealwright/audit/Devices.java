package io.sealwright.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The devices of a log at one moment. Immutable. */
record Devices(List<AuditDevice> all, int counting) {

    static final Devices NONE = new Devices(List.of(), 0);

    static Devices of(List<AuditDevice> devices) {
        return new Devices(
                List.copyOf(devices), (int) devices.stream().filter(AuditDevice::counts).count());
    }

    Devices with(AuditDevice device) {
        List<AuditDevice> more = new ArrayList<>(all);
        more.add(device);
        return of(more);
    }

    /** In the same place; nothing if the old one is not there any more. */
    Devices replaced(AuditDevice old, AuditDevice device) {
        return of(all.stream().map(one -> one.equals(old) ? device : one).toList());
    }

    Devices without(AuditDevice device) {
        return of(all.stream().filter(one -> !one.equals(device)).toList());
    }

    Optional<AuditDevice> named(String name) {
        return all.stream().filter(device -> device.name().equals(name)).findFirst();
    }

    boolean opening() {
        return all.stream().anyMatch(OpeningDevice.class::isInstance);
    }

    /** True while an entry would count as written somewhere. */
    boolean healthy() {
        return all.stream().anyMatch(device -> device.counts() && device.healthy());
    }
}
