package io.sealwright.storage.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Messages between members: late, lost, twice, overtaken, and cut off in one or both directions.
 */
final class Network {
    private static final long SLOW_MICROS = 120_000;

    private record Link(String from, String to) {}

    private final World world;
    private final Profile profile;
    private final Map<String, Member> members = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private boolean rough = true;

    Network(World world, Profile profile) {
        this.world = world;
        this.profile = profile;
    }

    void add(Member member) {
        members.put(member.id(), member);
    }

    void cut(String from, String to) {
        cut.add(new Link(from, to));
    }

    void heal() {
        cut.clear();
    }

    /** No more losses. */
    void calm() {
        rough = false;
        heal();
    }

    void send(String from, String to, Message message) {
        if (rough && world.chance(profile.loss())) {
            world.trace(() -> from + " -> " + to + " lost " + text(message));
            return;
        }
        deliver(from, to, message);
        // A call is never delivered twice by a connection; the caller repeats it.
        boolean call = message instanceof Message.Submit;
        if (!call && rough && world.chance(profile.duplicated())) {
            deliver(from, to, message);
        }
    }

    private void deliver(String from, String to, Message message) {
        long delay = world.between(50, profile.mostDelay());
        if (rough && world.chance(profile.slowMessage())) {
            delay += world.between(0, SLOW_MICROS);
        }
        Link link = new Link(from, to);
        boolean sent = !cut.contains(link);
        world.after(
                delay,
                () -> {
                    Member member = members.get(to);
                    if (sent && !cut.contains(link) && member != null) {
                        member.receive(message);
                    }
                });
    }

    static String text(Message message) {
        return switch (message) {
            case Message.Append append ->
                    "Append[term=%d, after %d, %d entries, commit=%d]"
                            .formatted(
                                    append.term(),
                                    append.previousIndex(),
                                    append.entries().size(),
                                    append.commit());
            case Message.Install install ->
                    "Install[term=%d, up to %d]".formatted(install.term(), install.image().index());
            case Message.Submit submit -> "Submit[call " + submit.call() + "]";
            case Message.Reply reply ->
                    "Reply[call " + reply.call() + (reply.refused() ? ", refused]" : "]");
            case Message.AskVote vote -> vote.toString();
            case Message.Vote vote -> vote.toString();
            case Message.Appended appended -> appended.toString();
            case Message.Question question -> "Question[call " + question.call() + "]";
        };
    }
}
