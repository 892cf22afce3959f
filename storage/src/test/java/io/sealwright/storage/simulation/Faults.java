package io.sealwright.storage.simulation;

import java.util.List;

/** What goes wrong besides single messages and steps, one thing after another. */
final class Faults {
    private final World world;
    private final Profile profile;
    private final Network network;
    private final List<Member> members;
    private final long until;

    Faults(World world, Profile profile, Network network, List<Member> members, long until) {
        this.world = world;
        this.profile = profile;
        this.network = network;
        this.members = members;
        this.until = until;
    }

    void next() {
        world.after(
                world.between(1_000, 2 * profile.faultEvery()),
                () -> {
                    if (world.now() < until) {
                        happen();
                        next();
                    }
                });
    }

    private void happen() {
        Member member = members.get(world.random.nextInt(members.size()));
        switch (world.random.nextInt(9)) {
            case 0 -> member.crash(true, "power");
            case 1 -> member.crash(false, "kill");
            case 2 -> pause(member);
            case 3 -> jump(member);
            case 4 -> cutOff(member);
            case 5 -> cutOneWay(member);
            case 6 -> leader(member).crash(world.chance(0.5), "the leader");
            case 7 -> cutOff(leader(member));
            default -> {
                world.trace(() -> "the network heals");
                network.heal();
            }
        }
    }

    /** Who thinks that it leads; else the other. */
    private Member leader(Member otherwise) {
        for (Member member : members) {
            Process process = member.process();
            if (process != null && process.consensus().leads()) {
                return member;
            }
        }
        return otherwise;
    }

    private void pause(Member member) {
        Process process = member.process();
        if (process != null) {
            long micros = world.between(5_000, 250_000);
            world.trace(() -> member.id() + " is stopped for " + micros / 1_000 + " ms");
            process.pause(micros);
        }
    }

    private void jump(Member member) {
        Process process = member.process();
        if (process != null) {
            boolean ahead = world.chance(0.7);
            world.trace(() -> "the clock of " + member.id() + " jumps");
            process.consensus().clockJumps(ahead);
        }
    }

    private void cutOff(Member member) {
        world.trace(() -> member.id() + " is cut off");
        boolean minority = world.chance(0.3);
        for (Member other : members) {
            if (other != member && !(minority && world.chance(0.5))) {
                network.cut(member.id(), other.id());
                network.cut(other.id(), member.id());
            }
        }
    }

    private void cutOneWay(Member member) {
        boolean out = world.chance(0.5);
        world.trace(() -> member.id() + (out ? " is not heard" : " hears nothing"));
        for (Member other : members) {
            if (other != member) {
                network.cut(out ? member.id() : other.id(), out ? other.id() : member.id());
            }
        }
    }

    /** Whatever ended begins again after a while. */
    void restarts() {
        for (Member member : members) {
            if (member.process() == null && (world.now() >= until || world.chance(0.15))) {
                member.start();
            }
        }
        world.after(world.between(500, 8_000), this::restarts);
    }
}
