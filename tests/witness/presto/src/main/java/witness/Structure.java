package witness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells whether texts within SQL change its structure, by Presto's own lexer and parser. Each line of standard input is
 * a JSON object, answered by one line on standard output, in the same order:
 *
 * <pre>
 * {"template": "1", "sql": "select 'Plc0Holder' from log"}   →  {} or {"error": "…"}
 * {"like": "1", "sql": "select 'it''s' from log", "texts": ["it's"], "patterns": [false], "parse": true}   →  {} or {"error": "…"}
 * </pre>
 *
 * The tokens of both statements must be equal but for strings and quoted names. A parser sees nothing of a statement but
 * its tokens, so that the trees are equal, too; where "parse" says so, that is checked as well: it takes many times as
 * long. Each string and name must be that of the template with the texts where their placeholders stand, as Presto reads
 * it: a JSON path must have the same keys, and where a text is asked for by a pattern, that must fit it and nothing that
 * is longer. A text that is null may be any.
 */
public final class Structure {
    /** So many statements are judged at the same time. */
    private static final int BATCH = 256;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Template> templates = new HashMap<>();

    /** A statement for placeholders, as the lexer and as the parser sees it. */
    private static final class Template {
        final Outline tokens;
        final Outline tree;

        Template(String sql) {
            tokens = Outline.ofTokens(sql);
            tree = Outline.ofTree(sql);
        }
    }

    public static void main(String[] args) throws IOException {
        PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Structure structure = new Structure();
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            List<String> batch = new ArrayList<>(List.of(line));
            while (batch.size() < BATCH && jobs.ready() && (line = jobs.readLine()) != null) {
                batch.add(line);
            }
            for (String answer : structure.answer(batch)) {
                answers.println(answer);
            }
            answers.flush();
        }
    }

    private List<String> answer(List<String> lines) throws IOException {
        List<JsonNode> jobs = new ArrayList<>();
        Map<JsonNode, String> refused = new IdentityHashMap<>();
        for (String line : lines) {
            JsonNode job = json.readTree(line);
            jobs.add(job);
            // Statements may come in the same batch as the template that they are like.
            if (job.has("template")) {
                try {
                    templates.put(job.get("template").asText(), new Template(job.get("sql").asText()));
                } catch (RuntimeException e) {
                    refused.put(job, "Presto can't parse it: " + e.getMessage());
                }
            }
        }
        return jobs.parallelStream().map(job -> said(job.has("template") ? refused.get(job) : judge(job))).toList();
    }

    private String said(String error) {
        return error == null ? "{}" : json.createObjectNode().put("error", error).toString();
    }

    private String judge(JsonNode job) {
        Template template = Objects.requireNonNull(templates.get(job.get("like").asText()), "a template that never came");
        String sql = job.get("sql").asText();
        String error = template.tokens.judge(Outline.ofTokens(sql), job.get("texts"), job.get("patterns"));
        if (!job.path("parse").asBoolean()) {
            return error;
        }
        String parsed;
        try {
            parsed = template.tree.judge(Outline.ofTree(sql), job.get("texts"), job.get("patterns"));
        } catch (RuntimeException e) {
            parsed = "Presto can't parse it: " + e.getMessage();
        }
        if ((error == null) != (parsed == null)) {
            return "DISAGREEMENT of Presto's lexer (" + error + ") and its parser (" + parsed + ")";
        }
        return parsed;
    }
}
