package io.sealwright.server.events;

/** Those who hear events on this node, as one of them sees it. Thread-safe. */
interface Audience {
    /** From now on it hears all that was committed since it asked; false if there are too many. */
    boolean add(Subscriber subscriber);

    void remove(Subscriber subscriber);

    /** Counts one that was cut off. */
    void tooSlow();
}
