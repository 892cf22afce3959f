/**
 * Work that is due at a time: the leader reads what is due from the store's due index and has it
 * done, fenced by its epoch. Start-up, memory and fail-over cost do not grow with the number of
 * entries.
 */
@NullMarked
package io.sealwright.rotation;

import org.jspecify.annotations.NullMarked;
