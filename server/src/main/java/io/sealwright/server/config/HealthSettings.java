package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param standbyCodes health answers 429 and 473 on members that do not lead, as the peer does
 */
public record HealthSettings(@DefaultValue("false") boolean standbyCodes) {}
