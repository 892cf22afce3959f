package io.sealwright.server.events;

/**
 * An event with its place in the log. Immutable.
 *
 * @param number counts the events of the cluster from 1, in the order of their commits
 * @param index of the Raft entry that brought it
 */
record LoggedEvent(long number, long index, StoredEvent event) {}
