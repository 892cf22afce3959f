package io.sealwright.audit;

/** One audit device as configured. Immutable. */
public sealed interface AuditDeviceSettings
        permits AuditFileSettings, AuditSocketSettings, AuditSyslogSettings, AuditHttpSettings {

    /** As in {@code sys/audit}, such as {@code file/}; unique in a log. */
    String name();

    /**
     * Whether an entry that this device accepted counts as written: on disk (file), answered with
     * 2xx (HTTP), taken by the kernel (TCP, UNIX stream). Datagrams never count.
     */
    boolean counts();
}
