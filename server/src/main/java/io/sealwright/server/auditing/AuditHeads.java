package io.sealwright.server.auditing;

import io.sealwright.audit.AuditHead;
import io.sealwright.audit.HeadListener;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Signed heads of every node's audit chains in the replicated store, so that a node's own disk
 * cannot rewrite its history. The newest of each device, and a bounded ring of those before.
 * Thread-safe.
 */
@Component
final class AuditHeads implements HeadListener {
    /** How many past heads of a device are kept. */
    static final int HISTORY = 256;

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte VERSION = 1;
    private static final byte NEWEST = 1;
    private static final byte PAST = 2;

    private final Barrier barrier;

    AuditHeads(Barrier barrier) {
        this.barrier = barrier;
    }

    @Override
    public void head(AuditHead head) {
        barrier.transact(
                Deadline.in(LIMIT),
                transaction -> {
                    Records records = records(transaction);
                    byte[] value = encode(head);
                    byte[] name = name(head.node(), head.device());
                    records.put(id(NEWEST, name, 0), value);
                    records.put(
                            id(PAST, name, (int) (head.time().getEpochSecond() % HISTORY)), value);
                    return head;
                });
    }

    @Nullable AuditHead newest(Transaction transaction, String node, String device) {
        Record stored = records(transaction).peek(id(NEWEST, name(node, device), 0));
        return stored == null ? null : decode(stored.value());
    }

    /** The newest heads of all nodes and devices. */
    List<AuditHead> newest(Transaction transaction) {
        List<AuditHead> heads = new ArrayList<>();
        for (ItemEntry item : records(transaction).scan(new byte[] {NEWEST}, null, 1_000)) {
            heads.add(decode(item.entry().value()));
        }
        return heads;
    }

    /** The heads of one device before the newest, in no order; some may be the newest again. */
    List<AuditHead> past(Transaction transaction, String node, String device) {
        List<AuditHead> heads = new ArrayList<>();
        byte[] name = name(node, device);
        byte[] prefix = ByteBuffer.allocate(1 + name.length).put(PAST).put(name).array();
        for (ItemEntry item : records(transaction).scan(prefix, null, 4 * HISTORY)) {
            AuditHead head = decode(item.entry().value());
            if (head.node().equals(node) && head.device().equals(device)) {
                heads.add(head);
            }
        }
        return heads;
    }

    private static byte[] encode(AuditHead head) {
        byte[] json = head.toJson().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + json.length).put(VERSION).put(json).array();
    }

    private static AuditHead decode(byte[] stored) {
        if (stored.length == 0 || stored[0] != VERSION) {
            throw new IllegalStateException("an audit head of an unknown format");
        }
        return AuditHead.fromJson(new String(stored, 1, stored.length - 1, StandardCharsets.UTF_8));
    }

    private static byte[] name(String node, String device) {
        return (node + "\n" + device).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] id(byte kind, byte[] name, int place) {
        ByteBuffer id = ByteBuffer.allocate(1 + name.length + 4);
        return id.put(kind).put(name).putInt(place).array();
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.AUDIT_HEADS);
    }
}
