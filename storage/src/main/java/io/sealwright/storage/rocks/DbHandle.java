package io.sealwright.storage.rocks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * An open database, closed when its last holder lets go, so that no reader is left with a closed
 * one.
 */
final class DbHandle extends RefCount {
    private static final byte[] META = {'m', 'e', 't', 'a'};
    private static final byte[] OUTCOMES = {'o', 'u', 't', 'c', 'o', 'm', 'e', 's'};

    private static final long MEMTABLE_BYTES = 16L << 20;
    private static final long ALL_MEMTABLES_BYTES = 48L << 20;
    private static final int BLOOM_BITS = 10;

    final RocksDB db;
    final ColumnFamilyHandle data;
    final ColumnFamilyHandle meta;
    final ColumnFamilyHandle outcomes;

    /** The write-ahead log is off: the Raft log is one. */
    final WriteOptions write = new WriteOptions().setDisableWAL(true);

    final Path folder;
    private final List<AutoCloseable> owned;
    private volatile boolean deleteWhenFree;

    private DbHandle(
            RocksDB db, List<ColumnFamilyHandle> families, Path folder, List<AutoCloseable> owned) {
        this.db = db;
        this.data = families.get(0);
        this.meta = families.get(1);
        this.outcomes = families.get(2);
        this.folder = folder;
        this.owned = owned;
    }

    static DbHandle open(Path folder, long blockCacheBytes) {
        RocksDB.loadLibrary();
        List<AutoCloseable> owned = new ArrayList<>();
        LRUCache cache = owned(owned, new LRUCache(blockCacheBytes));
        BloomFilter bloom = owned(owned, new BloomFilter(BLOOM_BITS, false));
        ColumnFamilyOptions family = owned(owned, familyOptions(cache, bloom));
        DBOptions options = owned(owned, databaseOptions());
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            RocksDB db =
                    RocksDB.open(
                            options,
                            folder.toString(),
                            List.of(
                                    new ColumnFamilyDescriptor(
                                            RocksDB.DEFAULT_COLUMN_FAMILY, family),
                                    new ColumnFamilyDescriptor(META, family),
                                    new ColumnFamilyDescriptor(OUTCOMES, family)),
                            families);
            return new DbHandle(db, families, folder, owned);
        } catch (RocksDBException failed) {
            closeAll(owned);
            throw new StateFailedException("opening the database", failed);
        } catch (java.io.IOException failed) {
            closeAll(owned);
            throw new DataFolderException("the database folder cannot be created", failed);
        }
    }

    private static ColumnFamilyOptions familyOptions(LRUCache cache, BloomFilter bloom) {
        return new ColumnFamilyOptions()
                .setTableFormatConfig(
                        new BlockBasedTableConfig()
                                .setBlockCache(cache)
                                .setFilterPolicy(bloom)
                                .setCacheIndexAndFilterBlocks(true)
                                .setPinL0FilterAndIndexBlocksInCache(true)
                                .setFormatVersion(5))
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(3)
                .setLevelCompactionDynamicLevelBytes(true)
                // Values are ciphertext: nothing to gain.
                .setCompressionType(CompressionType.NO_COMPRESSION);
    }

    private static DBOptions databaseOptions() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // Families are only consistent with each other if they reach the disk together.
                .setAtomicFlush(true)
                .setDbWriteBufferSize(ALL_MEMTABLES_BYTES)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(1_000)
                .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0)
                .setParanoidChecks(true);
    }

    /** Frees the folder too once the last reader is gone. */
    void deleteWhenFree() {
        deleteWhenFree = true;
    }

    @Override
    void free() {
        data.close();
        meta.close();
        outcomes.close();
        db.close();
        write.close();
        closeAll(owned);
        if (deleteWhenFree) {
            Folders.deleteQuietly(folder);
        }
    }

    private static <T extends AutoCloseable> T owned(List<AutoCloseable> owned, T one) {
        owned.addFirst(one);
        return one;
    }

    private static void closeAll(List<AutoCloseable> owned) {
        for (AutoCloseable one : owned) {
            try {
                one.close();
            } catch (Exception failed) {
                throw new IllegalStateException("closing a native object", failed);
            }
        }
    }
}
