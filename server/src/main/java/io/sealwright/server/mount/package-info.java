/** The mount table: which engine answers below which path. */
@NullMarked
package io.sealwright.server.mount;

import org.jspecify.annotations.NullMarked;
