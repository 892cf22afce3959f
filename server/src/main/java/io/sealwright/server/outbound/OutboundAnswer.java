package io.sealwright.server.outbound;

/** What somebody else answered. */
public record OutboundAnswer(int status, byte[] body) {
    public boolean successful() {
        return status / 100 == 2;
    }

    @Override
    public String toString() {
        return "OutboundAnswer[" + status + "]";
    }
}
