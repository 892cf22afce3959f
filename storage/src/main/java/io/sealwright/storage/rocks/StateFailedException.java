package io.sealwright.storage.rocks;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The database refused an operation. After a failed write the node has to stop: its state may lag
 * behind the log.
 */
public final class StateFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean disk;

    StateFailedException(String doing, RocksDBException cause) {
        super(doing + ": " + describe(cause), cause);
        Status status = cause.getStatus();
        disk =
                status != null
                        && (status.getCode() == Status.Code.IOError
                                || status.getSubCode() == Status.SubCode.NoSpace);
    }

    /** Whether the disk is full or failing, rather than the data being broken. */
    public boolean disk() {
        return disk;
    }

    private static String describe(RocksDBException cause) {
        Status status = cause.getStatus();
        return status == null ? "unknown status" : status.getCodeString();
    }
}
