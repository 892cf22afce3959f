package io.sealwright.server.engine.database.sql;

/** A piece of a statement that stands in one place. */
record Part(Place place, String text) {}
