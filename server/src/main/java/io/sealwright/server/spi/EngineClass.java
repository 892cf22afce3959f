package io.sealwright.server.spi;

/** The two kinds of things that are mounted. */
public enum EngineClass {
    SECRET,
    AUTH
}
