/**
 * HTTP below every wire API: limits, path normaliser, strict JSON, bodies without a thread each,
 * admission, Tomcat and TLS.
 */
@NullMarked
package io.sealwright.server.http;

import org.jspecify.annotations.NullMarked;
