package witness;

import com.facebook.presto.Session;
import com.facebook.presto.metadata.QualifiedObjectName;
import com.facebook.presto.plugin.memory.MemoryConnectorFactory;
import com.facebook.presto.spi.PrestoException;
import com.facebook.presto.spi.type.TimeZoneKey;
import com.facebook.presto.spi.type.Type;
import com.facebook.presto.sql.analyzer.SemanticException;
import com.facebook.presto.sql.parser.ParsingException;
import com.facebook.presto.sql.planner.LogicalPlanner;
import com.facebook.presto.sql.planner.plan.OutputNode;
import com.facebook.presto.testing.LocalQueryRunner;
import com.facebook.presto.testing.MaterializedResult;
import com.facebook.presto.testing.MaterializedRow;
import com.facebook.presto.testing.TestingSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs SQL on a Presto engine in this process. Each line of standard input is a JSON object, answered by one line on
 * standard output:
 *
 * <pre>
 * {"table": {"columns": [{"name": "a", "type": "varchar"}], "rows": [["x"], [null]]}}   →  {}
 * {"sql": "select a from log"}   →  {"columns": [{"name": "a", "type": "varchar"}], "rows": [["x"], [null]]}
 *                                or  {"error": "COLUMN_NOT_FOUND…"}
 * </pre>
 *
 * A table replaces the one before it and is known as "log". Its values are texts, whatever the type. In an answer,
 * scalars are texts, null is null, arrays and maps are JSON of texts.
 */
public final class Witness {
    private static final QualifiedObjectName TABLE = new QualifiedObjectName("memory", "default", "log");
    // A statement of SQL holds the rows as one literal, so large tables are written in parts.
    private static final int ROWS_PER_STATEMENT = 2000;

    private final ObjectMapper json = new ObjectMapper();
    private final LocalQueryRunner engine;
    private final Session session;

    private Witness() {
        session = TestingSession.testSessionBuilder()
                .setCatalog("memory")
                .setSchema("default")
                // The time zone of a project of Log Service.
                .setTimeZoneKey(TimeZoneKey.getTimeZoneKey("Asia/Shanghai"))
                // More threads make small statements slow.
                .setSystemProperty("task_concurrency", "1")
                .build();
        engine = new LocalQueryRunner(session);
        engine.createCatalog("memory", new MemoryConnectorFactory(), Map.of("memory.max-data-per-node", "1GB"));
    }

    public static void main(String[] args) throws IOException {
        // Answers alone go to standard output; what the engine prints of itself doesn't.
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Witness witness = new Witness();
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            answers.println(witness.json.writeValueAsString(witness.answer(witness.json.readTree(line))));
        }
        // Threads of the engine would keep the process alive.
        System.exit(0);
    }

    private ObjectNode answer(JsonNode job) {
        try {
            if (job.has("table")) {
                replaceTable(job.get("table"));
                return json.createObjectNode();
            }
            return run(job.get("sql").asText());
        } catch (RuntimeException e) {
            return json.createObjectNode().put("error", describe(e));
        }
    }

    private static String describe(RuntimeException e) {
        if (e instanceof PrestoException) {
            return ((PrestoException) e).getErrorCode().getName() + ": " + e.getMessage();
        }
        if (e instanceof SemanticException) {
            return ((SemanticException) e).getCode() + ": " + e.getMessage();
        }
        if (e instanceof ParsingException) {
            return "SYNTAX_ERROR: " + e.getMessage();
        }
        return e.toString();
    }

    private ObjectNode run(String sql) {
        List<String> names = engine.inTransaction(session, inside -> ((OutputNode) engine.createPlan(inside, sql, LogicalPlanner.Stage.CREATED).getRoot()).getColumnNames());
        MaterializedResult result = engine.execute(session, sql);
        ObjectNode answer = json.createObjectNode();
        ArrayNode columns = answer.putArray("columns");
        for (int i = 0; i < names.size(); i++) {
            Type type = result.getTypes().get(i);
            columns.addObject().put("name", names.get(i)).put("type", type.getDisplayName());
        }
        ArrayNode rows = answer.putArray("rows");
        for (MaterializedRow row : result) {
            ArrayNode values = rows.addArray();
            row.getFields().forEach(value -> values.add(toJson(value)));
        }
        return answer;
    }

    private JsonNode toJson(Object value) {
        if (value == null) {
            return json.getNodeFactory().nullNode();
        }
        if (value instanceof List) {
            ArrayNode array = json.createArrayNode();
            ((List<?>) value).forEach(element -> array.add(toJson(element)));
            return array;
        }
        if (value instanceof Map) {
            ObjectNode object = json.createObjectNode();
            ((Map<?, ?>) value).forEach((key, element) -> object.set(key.toString(), toJson(element)));
            return object;
        }
        return json.getNodeFactory().textNode(value.toString());
    }

    private void replaceTable(JsonNode table) {
        engine.inTransaction(session, inside -> {
            engine.getMetadata().getTableHandle(inside, TABLE).ifPresent(handle -> engine.getMetadata().dropTable(inside, handle));
            return null;
        });
        String verb = "create table log as ";
        JsonNode rows = table.get("rows");
        for (int from = 0; from == 0 || from < rows.size(); from += ROWS_PER_STATEMENT) {
            ArrayNode part = json.createArrayNode();
            for (int i = from; i < Math.min(from + ROWS_PER_STATEMENT, rows.size()); i++) {
                part.add(rows.get(i));
            }
            engine.execute(session, verb + selectLiteral(table.get("columns"), part));
            verb = "insert into log ";
        }
    }

    private static String selectLiteral(JsonNode columns, ArrayNode rows) {
        List<String> expressions = new ArrayList<>();
        for (JsonNode column : columns) {
            expressions.add("cast(r[" + (expressions.size() + 1) + "] as " + column.get("type").asText() + ") as \""
                    + column.get("name").asText().replace("\"", "\"\"") + "\"");
        }
        return "select " + String.join(", ", expressions) + " from unnest(cast(json_parse('" + rows.toString().replace("'", "''")
                + "') as array(array(varchar)))) as t(r)";
    }
}
