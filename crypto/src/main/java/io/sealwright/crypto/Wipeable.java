package io.sealwright.crypto;

/** Something that holds a key and can forget it. */
interface Wipeable {
    /** Overwrites the key; the object is not used afterwards. */
    void wipe();
}
