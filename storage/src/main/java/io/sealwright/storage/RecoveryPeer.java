package io.sealwright.storage;

/**
 * One member of the group that an operator puts in place of a lost one.
 *
 * @param id node id
 * @param address its cluster address, host:port
 */
public record RecoveryPeer(String id, String address, boolean nonVoter) {}
