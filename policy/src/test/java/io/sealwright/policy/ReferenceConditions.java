package io.sealwright.policy;

import io.sealwright.policy.ConditionResult.State;
import io.sealwright.policy.ReferenceAcl.Block;
import java.util.List;
import java.util.Set;

/** Which of the blocks of one path count, asked anew for every question. */
interface ReferenceConditions {
    /** As for {@code sys/capabilities}: what grants counts, what denies does not. */
    ReferenceConditions NOT_ASKED =
            block ->
                    block.rule().condition().isPresent() && block.grants(Capability.DENY)
                            ? State.NOT_MET
                            : State.MET;

    State of(Block block);

    static ReferenceConditions of(AccessRequest request) {
        return block ->
                block.rule()
                        .condition()
                        .map(condition -> condition.evaluate(request.facts()).state())
                        .orElse(State.NONE);
    }

    /** A denial without a condition needs no look at the others. */
    default boolean fail(List<Block> blocks) {
        boolean plainDenial =
                blocks.stream()
                        .anyMatch(block ->
                                block.rule().condition().isEmpty()
                                        && block.grants(Capability.DENY));
        return !plainDenial && blocks.stream().anyMatch(block -> of(block) == State.FAILED);
    }

    default List<Block> counting(List<Block> blocks) {
        return blocks.stream()
                .filter(block -> Set.of(State.NONE, State.MET).contains(of(block)))
                .toList();
    }

    default boolean refuse(List<Block> blocks) {
        return fail(blocks)
                || counting(blocks).stream().anyMatch(block -> block.grants(Capability.DENY));
    }
}
