/** What tests of several rooms share: the store in memory under a real barrier. */
@NullMarked
package io.sealwright.server.testing;

import org.jspecify.annotations.NullMarked;
