package io.sealwright.server.config;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.sealwright.crypto.ProcessProtection;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the start script does against dumps of the process's memory, checked, since plain {@code
 * java -jar} works too.
 */
final class Hardening {
    private static final Logger LOG = LoggerFactory.getLogger("io.sealwright");

    private Hardening() {}

    /**
     * Asks the system for what needs no flag, and logs one line if something is missing; not on a
     * dev server, which keeps nothing.
     */
    static void apply(boolean dev) {
        List<String> missing = new ArrayList<>();
        String dumps = ProcessProtection.denyDumps();
        if (!dumps.isEmpty()) {
            missing.add(dumps);
        }
        HotSpotDiagnosticMXBean machine =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (!machine.getVMOption("DisableAttachMechanism").getValue().equals("true")) {
            missing.add("other processes of this user may attach to it");
        }
        if (machine.getVMOption("HeapDumpOnOutOfMemoryError").getValue().equals("true")) {
            missing.add("a heap dump is written when memory is exhausted");
        }
        if (!missing.isEmpty() && !dev) {
            LOG.warn(
                    "not hardened: {} (server/bin/sealwright sets the flags)",
                    String.join("; ", missing));
        }
    }
}
