@org.jspecify.annotations.NullMarked
package io.sealwright.server.node;
