package io.sealwright.storage.codec;

import io.sealwright.storage.Outcome;
import io.sealwright.storage.apply.Recorded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Outcomes, as they are recorded and as they answer an entry: {@code version (1)} and then each.
 */
public final class OutcomeCodec {
    private static final int VERSION = 1;

    private static final int COMMITTED = 1;
    private static final int CONFLICT = 2;
    private static final int BELOW_FLOOR = 3;
    private static final int EXPIRED = 4;

    private OutcomeCodec() {}

    public static byte[] encode(Outcome outcome) {
        ByteWriter out = new ByteWriter(16).u8(VERSION);
        write(out, outcome);
        return out.done();
    }

    public static Outcome decode(byte[] bytes) {
        ByteReader in = start(ByteBuffer.wrap(bytes));
        Recorded read = read(in);
        in.end();
        if (read instanceof Recorded.Known known) {
            return known.outcome();
        }
        throw new MalformedCommandException("an expired outcome is never recorded");
    }

    public static byte[] encodeAnswers(List<Recorded> answers) {
        ByteWriter out = new ByteWriter(3 + 9 * answers.size()).u8(VERSION).u16(answers.size());
        for (Recorded answer : answers) {
            switch (answer) {
                case Recorded.Known known -> write(out, known.outcome());
                case Recorded.Expired expired -> out.u8(EXPIRED);
            }
        }
        return out.done();
    }

    public static List<Recorded> decodeAnswers(ByteBuffer bytes) {
        ByteReader in = start(bytes);
        int count = in.count(in.u16(), 1);
        List<Recorded> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            answers.add(read(in));
        }
        in.end();
        return answers;
    }

    private static ByteReader start(ByteBuffer bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedCommandException("outcomes of version " + version);
        }
        return in;
    }

    private static void write(ByteWriter out, Outcome outcome) {
        switch (outcome) {
            case Outcome.Committed committed -> out.u8(COMMITTED).u64(committed.revision());
            case Outcome.Conflict conflict -> out.u8(CONFLICT).key(conflict.key());
            case Outcome.BelowFloor below -> out.u8(BELOW_FLOOR).key(below.key());
        }
    }

    private static Recorded read(ByteReader in) {
        int kind = in.u8();
        return switch (kind) {
            case COMMITTED -> new Recorded.Known(new Outcome.Committed(in.u64()));
            case CONFLICT -> new Recorded.Known(new Outcome.Conflict(in.key()));
            case BELOW_FLOOR -> new Recorded.Known(new Outcome.BelowFloor(in.key()));
            case EXPIRED -> new Recorded.Expired();
            default -> throw new MalformedCommandException("an outcome of kind " + kind);
        };
    }
}
