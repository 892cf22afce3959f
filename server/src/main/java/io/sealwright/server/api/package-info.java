/** The wire APIs: each only translates between HTTP and the request pipeline. */
@NullMarked
package io.sealwright.server.api;

import org.jspecify.annotations.NullMarked;
