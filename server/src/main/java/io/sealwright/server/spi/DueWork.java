package io.sealwright.server.spi;

import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;

/**
 * What happens when an entry of the due index is due: one Spring bean for each kind. Runs on the
 * leader alone, inside a transaction that carries the leader's fence; the scheduler deletes the
 * entry in the same transaction.
 */
public interface DueWork {
    /**
     * Kinds are stored: 1 token expiry, 2 KV version deletion, 3 lease expiry, 4 failed logins that
     * are forgotten, 5 secret ids of AppRole, 6 members of deleted groups, 7 deleted namespaces, 8
     * rotation of transit keys, 9 of the keys of identity tokens, 10 of passwords in databases, 11
     * of secrets, 20 logins that wait for a second factor, 21 secrets of deleted MFA methods, 30
     * leases that are to be counted, 31 secrets whose annotation says when they expire, 32 secrets
     * whose deletion was asked for, 33 secrets that GCP's clients gave an end, 34 versions that
     * they destroy with a delay, 35 reminders of rotations that they asked for. Only append.
     */
    byte TOKEN = 1;

    byte KV_DELETE_VERSION = 2;
    byte LEASE = 3;
    byte LOGIN_FAILURES = 4;
    byte SECRET_ID = 5;
    byte GROUP_MEMBERS = 6;
    byte NAMESPACE = 7;
    byte TRANSIT_KEY = 8;
    byte SIGNING_KEY = 9;
    byte DATABASE = 10;
    byte ROTATION = 11;
    byte PENDING_LOGIN = 20;
    byte FACTOR_SECRETS = 21;
    byte LEASE_COUNT = 30;
    byte KV_EXPIRES_AT = 31;
    byte SECRET_REMOVAL = 32;
    byte SECRET_EXPIRY = 33;
    byte VERSION_DESTROY = 34;
    byte SECRET_TOPIC = 35;

    byte kind();

    void due(Transaction transaction, DueEntry entry);
}
