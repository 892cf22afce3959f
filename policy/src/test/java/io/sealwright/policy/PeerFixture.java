package io.sealwright.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Cases recorded from the peer: some policies, and lines of question and answer. */
record PeerFixture(List<String> policies, List<List<String>> lines) {

    static List<PeerFixture> load(String resource) throws IOException {
        List<PeerFixture> cases = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(PeerFixture.class.getResourceAsStream(resource))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) {
                List<String> cells = List.of(line.split("\t", -1));
                switch (cells.getFirst()) {
                    case "case" -> cases.add(new PeerFixture(new ArrayList<>(), new ArrayList<>()));
                    case "policy" ->
                            cases.getLast().policies().add(cells.get(1).replace("\\n", "\n"));
                    case "path", "request" ->
                            cases.getLast().lines().add(cells.subList(1, cells.size()));
                    default -> {
                        if (!line.isEmpty() && !line.startsWith("#")) {
                            throw new IOException("unknown line: " + line);
                        }
                    }
                }
            }
        }
        return cases;
    }

    Acl acl() {
        List<Policy> parsed = new ArrayList<>();
        for (String text : policies) {
            parsed.add(PolicyParser.parse("p" + parsed.size(), text));
        }
        return Acl.compile(parsed, TemplateContext.none());
    }
}
