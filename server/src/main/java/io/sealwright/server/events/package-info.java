/**
 * Events: what happens to secrets, in one log of the cluster, and those who hear of it. Subscribers
 * by WebSocket on any node, and webhooks that the leader calls.
 */
@NullMarked
package io.sealwright.server.events;

import org.jspecify.annotations.NullMarked;
