package io.sealwright.audit;

import java.util.Locale;

/** The facilities of RFC 5424 that programs use, by their usual names. */
public enum SyslogFacility {
    KERN(0),
    USER(1),
    MAIL(2),
    DAEMON(3),
    AUTH(4),
    SYSLOG(5),
    LPR(6),
    NEWS(7),
    UUCP(8),
    CRON(9),
    AUTHPRIV(10),
    FTP(11),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private static final int INFO = 6;

    private final int code;

    SyslogFacility(int code) {
        this.code = code;
    }

    /**
     * @param name in any case
     * @throws IllegalArgumentException if there is none of that name
     */
    public static SyslogFacility of(String name) {
        for (SyslogFacility facility : values()) {
            if (facility.name().equals(name.toUpperCase(Locale.ROOT))) {
                return facility;
            }
        }
        throw new IllegalArgumentException(
                "facility must be KERN, USER, MAIL, DAEMON, AUTH, SYSLOG, LPR, NEWS, UUCP, CRON, AUTHPRIV,"
                        + " FTP or LOCAL0 to LOCAL7");
    }

    /** PRI with severity {@code info}. */
    int priority() {
        return code * 8 + INFO;
    }
}
