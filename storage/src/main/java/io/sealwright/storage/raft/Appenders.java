package io.sealwright.storage.raft;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.server.leader.LogAppender;

/**
 * The senders of a leading server, by follower. Ratis tells followers of a commit with the next
 * entry or heartbeat; a follower that reads asks for it at once.
 */
final class Appenders {
    static final String PARAMETER = "sealwright.appenders";

    private final Map<String, LogAppender> byFollower = new ConcurrentHashMap<>();

    void add(String followerId, LogAppender appender) {
        byFollower.put(followerId, appender);
    }

    /** Tells this follower the commit index now, if this member leads. */
    void tellCommitIndex(String followerId) {
        LogAppender appender = byFollower.get(followerId);
        if (appender != null && appender.isRunning()) {
            appender.triggerHeartbeat();
        }
    }
}
