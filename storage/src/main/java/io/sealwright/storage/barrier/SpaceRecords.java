package io.sealwright.storage.barrier;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The records of one space as one transaction sees and changes them. */
final class SpaceRecords implements Records {
    private static final byte[] FAMILIES = {
        Keys.RECORD,
        Keys.FOLDER_COUNT,
        Keys.FOLDER_ROOT,
        Keys.FOLDER_PAGE,
        Keys.FOLDER_DELTA,
        Keys.ITEM,
        Keys.COUNTER,
        Keys.LOG,
        Keys.LOG_LAST
    };

    private final BufferedTransaction transaction;
    private final SpaceKeys keys;
    private final Map<String, NameChange> names = new HashMap<>();
    private boolean cleared;

    SpaceRecords(BufferedTransaction transaction, SpaceKeys keys) {
        this.transaction = transaction;
        this.keys = keys;
    }

    SpaceKeys keys() {
        return keys;
    }

    @Override
    public @Nullable Record get(String path) {
        return named(path, true);
    }

    @Override
    public @Nullable Record peek(String path) {
        return named(path, false);
    }

    private @Nullable Record named(String path, boolean condition) {
        byte[] bytes = RecordPath.record(path);
        return read(
                keys.record(keys.hash(bytes)),
                condition,
                plain -> RecordCodec.recordValue(plain, bytes));
    }

    @Override
    public <T> @Nullable Decoded<T> get(String path, Decoder<T> decoder) {
        return named(path, decoder, true);
    }

    @Override
    public <T> @Nullable Decoded<T> peek(String path, Decoder<T> decoder) {
        return named(path, decoder, false);
    }

    private <T> @Nullable Decoded<T> named(String path, Decoder<T> decoder, boolean condition) {
        byte[] bytes = RecordPath.record(path);
        return decoded(
                keys.record(keys.hash(bytes)),
                decoder,
                condition,
                plain -> RecordCodec.recordValue(plain, bytes));
    }

    @Override
    public void put(String path, byte[] value) {
        byte[] bytes = RecordPath.record(path);
        NameChange name = name(path, bytes);
        name.exists = true;
        transaction.write(name.key, new Pending.Sealed(RecordCodec.record(bytes, value)));
    }

    @Override
    public void delete(String path) {
        NameChange name = name(path, RecordPath.record(path));
        if (name.existed || name.exists) {
            transaction.write(name.key, new Pending.Gone());
        }
        name.exists = false;
    }

    private NameChange name(String path, byte[] bytes) {
        NameChange known = names.get(path);
        if (known != null) {
            return known;
        }
        byte[] hash = keys.hash(bytes);
        Key key = keys.record(hash);
        NameChange name = new NameChange(key, hash, !cleared && transaction.exists(key));
        names.put(path, name);
        return name;
    }

    @Override
    public List<String> list(String folder, String after, int limit) {
        FolderListing listing =
                new FolderListing(transaction, keys.folder(keys.hash(RecordPath.folder(folder))));
        FolderChange own = names.isEmpty() ? null : index().changes(names).get(folder);
        return listing.names(own, cleared, after, limit);
    }

    @Override
    public @Nullable Record get(byte[] id) {
        return read(keys.item(id), true, RecordCodec::itemValue);
    }

    @Override
    public @Nullable Record peek(byte[] id) {
        return read(keys.item(id), false, RecordCodec::itemValue);
    }

    @Override
    public <T> @Nullable Decoded<T> get(byte[] id, Decoder<T> decoder) {
        return decoded(keys.item(id), decoder, true, RecordCodec::itemValue);
    }

    @Override
    public <T> @Nullable Decoded<T> peek(byte[] id, Decoder<T> decoder) {
        return decoded(keys.item(id), decoder, false, RecordCodec::itemValue);
    }

    @Override
    public void put(byte[] id, byte[] value) {
        transaction.write(keys.item(id), new Pending.Sealed(RecordCodec.item(value)));
    }

    @Override
    public void delete(byte[] id) {
        transaction.write(keys.item(id), new Pending.Gone());
    }

    @Override
    public List<ItemEntry> scan(byte[] prefix, byte @Nullable [] after, int limit) {
        Key last = after == null ? null : keys.item(after);
        int head = keys.itemPrefix(new byte[0]).bytes().length;
        List<ItemEntry> items = new ArrayList<>();
        for (KeyEntry found :
                transaction.scan(keys.itemPrefix(prefix), last, key -> false, limit)) {
            byte[] key = found.key().bytes();
            byte[] plain = found.entry().value();
            Record item = new Record(found.entry().revision(), RecordCodec.itemValue(plain));
            Arrays.fill(plain, (byte) 0);
            items.add(new ItemEntry(Arrays.copyOfRange(key, head, key.length), item));
        }
        return items;
    }

    @Override
    public @Nullable Long counter(byte[] id) {
        return transaction.counter(keys.counter(id));
    }

    @Override
    public void setCounter(byte[] id, long value) {
        transaction.write(keys.counter(id), new Pending.Plain(Counters.encode(value)));
    }

    @Override
    public void add(byte[] id, long delta, long floor) {
        transaction.add(keys.counter(id), delta, floor);
    }

    @Override
    public void deleteCounter(byte[] id) {
        transaction.write(keys.counter(id), new Pending.Gone());
    }

    @Override
    public void append(byte[] value) {
        transaction.append(keys.log(), RecordCodec.item(value));
    }

    @Override
    public long lastNumber() {
        Entry last = cleared ? null : transaction.entry(Keys.lastNumber(keys.log()), false);
        return last == null ? 0 : Counters.decode(last.value());
    }

    @Override
    public List<LogEntry> log(long after, int limit) {
        List<LogEntry> entries = new ArrayList<>();
        Key last = Keys.logEntry(keys.log(), after);
        for (KeyEntry found : transaction.scan(keys.log(), last, key -> false, limit)) {
            byte[] plain = found.entry().value();
            Record record = new Record(found.entry().revision(), RecordCodec.itemValue(plain));
            Arrays.fill(plain, (byte) 0);
            entries.add(new LogEntry(Keys.logNumber(found.key()), record));
        }
        return entries;
    }

    @Override
    public void deleteLogBlock(long number) {
        byte[] key = Keys.logEntry(keys.log(), number).bytes();
        transaction.deletePrefix(new Key(Arrays.copyOf(key, key.length - 1)));
    }

    @Override
    public void clear() {
        names.clear();
        cleared = true;
        for (byte family : FAMILIES) {
            transaction.deletePrefix(keys.familyPrefix(family));
        }
    }

    private @Nullable Record read(Key key, boolean condition, UnaryOperator<byte[]> value) {
        Pending own = transaction.pending(key);
        if (own != null) {
            return own instanceof Pending.Sealed sealed
                    ? new Record(0, value.apply(sealed.plain()))
                    : null;
        }
        if (cleared) {
            return null;
        }
        Entry entry = transaction.entry(key, condition);
        if (entry == null) {
            return null;
        }
        byte[] plain = transaction.open(key, entry.value());
        Record opened = new Record(entry.revision(), value.apply(plain));
        Arrays.fill(plain, (byte) 0);
        return opened;
    }

    private <T> @Nullable Decoded<T> decoded(
            Key key, Decoder<T> decoder, boolean condition, UnaryOperator<byte[]> value) {
        Pending own = transaction.pending(key);
        if (own != null) {
            return own instanceof Pending.Sealed sealed
                    ? new Decoded<>(0, decoder.decode(value.apply(sealed.plain())))
                    : null;
        }
        return cleared
                ? null
                : transaction.decoded(
                        key, decoder, condition, plain -> decoder.decode(value.apply(plain)));
    }

    /** Adds the writes by which the folders follow the records. */
    void indexNames() {
        if (!names.isEmpty()) {
            index().write(names);
        }
    }

    private NameIndex index() {
        return new NameIndex(transaction, keys, cleared);
    }
}
