/** Whole clusters in one thread, one seed each: time, network, disks and crashes are simulated. */
@org.jspecify.annotations.NullMarked
package io.sealwright.storage.simulation;
