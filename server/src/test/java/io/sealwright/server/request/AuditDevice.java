package io.sealwright.server.request;

import io.sealwright.audit.AuditFileSettings;
import io.sealwright.audit.AuditHead;
import io.sealwright.audit.AuditLog;
import io.sealwright.server.testing.WholeNode;
import java.io.IOException;

/** Takes the only audit device out of a node and puts it back. */
record AuditDevice(WholeNode node, String name, AuditHead head) {
    static AuditDevice takeOut(WholeNode node) {
        AuditLog log = node.auditing().current().log();
        String name = log.deviceNames().getFirst();
        AuditHead head = log.newestHead(name).orElseThrow();
        log.disable(name);
        return new AuditDevice(node, name, head);
    }

    void putBack() throws IOException {
        node.auditing().current().log().enable(new AuditFileSettings(name, node.auditFile(), head));
    }
}
