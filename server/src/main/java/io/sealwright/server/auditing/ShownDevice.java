package io.sealwright.server.auditing;

import java.util.Map;

/** An audit device as {@code sys/audit} shows it: without the secrets in its options. */
public record ShownDevice(
        String name, String type, String description, boolean local, Map<String, String> options) {}
