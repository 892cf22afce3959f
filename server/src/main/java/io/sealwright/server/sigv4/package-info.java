/**
 * AWS Signature Version 4: what is signed, with which key, and whether a signature is right. Knows
 * nothing of HTTP servers, accounts or stores.
 */
@NullMarked
package io.sealwright.server.sigv4;

import org.jspecify.annotations.NullMarked;
