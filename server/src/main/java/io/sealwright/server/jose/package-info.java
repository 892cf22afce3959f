/**
 * Tokens that others sign: read strictly, checked against keys that are known beforehand and
 * against nothing that a token brings along.
 */
@NullMarked
package io.sealwright.server.jose;

import org.jspecify.annotations.NullMarked;
