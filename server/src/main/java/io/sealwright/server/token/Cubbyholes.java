package io.sealwright.server.token;

import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Deletes what a token has kept in its cubbyhole: the records below {@code <token hash>/}, and its
 * wrapped response.
 */
final class Cubbyholes {
    private static final int PAGE = 500;

    private Cubbyholes() {}

    /** False if the budget ended first; call again in another transaction. */
    static boolean clear(Transaction transaction, String hash, Budget budget) {
        Records records = transaction.records(Keys.ROOT_NAMESPACE, Keys.CUBBYHOLE);
        records.delete(TokenRecords.bytes(hash));
        Deque<String> folders = new ArrayDeque<>();
        folders.push(hash + "/");
        while (!folders.isEmpty()) {
            String folder = folders.peek();
            List<String> names = records.list(folder, "", PAGE);
            if (names.isEmpty()) {
                folders.pop();
                continue;
            }
            for (String name : names) {
                if (!budget.take(Budget.RECORD)) {
                    return false;
                }
                if (name.endsWith("/")) {
                    folders.push(folder + name);
                } else {
                    records.delete(folder + name);
                }
            }
        }
        return true;
    }
}
