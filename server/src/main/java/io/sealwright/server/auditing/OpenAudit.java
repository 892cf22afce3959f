package io.sealwright.server.auditing;

import io.sealwright.audit.AuditFormat;
import io.sealwright.audit.AuditHasher;
import io.sealwright.audit.AuditLog;
import io.sealwright.crypto.SigningKey;

/**
 * What an unsealed node audits with.
 *
 * @param silent auditing is switched off by configuration: the log has no device and is not asked
 */
public record OpenAudit(
        AuditLog log, AuditFormat format, AuditHasher hasher, SigningKey signer, boolean silent) {}
