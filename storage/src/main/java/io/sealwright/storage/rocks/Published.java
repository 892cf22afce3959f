package io.sealwright.storage.rocks;

/** What readers see: replaced as a whole after each applied entry. */
record Published(PinnedSnapshot snapshot, Meta meta, ClassRevisions classes) {}
