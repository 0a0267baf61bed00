package witness;

import com.facebook.presto.operator.scalar.JoniRegexpCasts;
import com.facebook.presto.operator.scalar.JoniRegexpFunctions;
import com.facebook.presto.operator.scalar.JsonPathTokenizer;
import com.facebook.presto.sql.parser.ParsingOptions;
import com.facebook.presto.sql.parser.SqlParser;
import com.facebook.presto.sql.tree.Identifier;
import com.facebook.presto.sql.tree.Node;
import com.facebook.presto.sql.tree.StringLiteral;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import io.airlift.joni.Regex;
import io.airlift.slice.Slices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether texts within SQL change its structure, by Presto's own parser. Each line of standard input is a JSON
 * object, answered by one line on standard output:
 *
 * <pre>
 * {"template": "1", "sql": "select 'Plc0Holder' from log"}   →  {} or {"error": "…"}
 * {"like": "1", "sql": "select 'it''s' from log", "texts": ["it's"], "patterns": [false]}   →  {} or {"error": "…"}
 * </pre>
 *
 * The trees of both statements must be equal but for strings and quoted names. Of these, each must be that of the
 * template with the texts where their placeholders stand, as Presto reads it: a JSON path must have the same keys, and
 * where a text is asked for by a pattern, that must fit it and nothing that is longer. A text that is null may be any.
 */
public final class Structure {
    private static final Pattern PLACEHOLDER = Pattern.compile("[Pp]lc([0-9]+)[Hh]older");

    private final ObjectMapper json = new ObjectMapper();
    private final SqlParser parser = new SqlParser();
    private final Map<String, Outline> templates = new HashMap<>();
    private final Map<Class<?>, List<Field>> fields = new ConcurrentHashMap<>();

    public static void main(String[] args) throws IOException {
        PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Structure structure = new Structure();
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            String error = structure.judge(structure.json.readTree(line));
            answers.println(structure.json.writeValueAsString(error == null ? Map.of() : Map.of("error", error)));
            if (!jobs.ready()) {
                answers.flush();
            }
        }
        answers.flush();
    }

    /** The shape of a tree, and the texts that it doesn't tell: strings and quoted names in their order. */
    private static final class Outline {
        final StringBuilder shape = new StringBuilder();
        final List<String> texts = new ArrayList<>();
    }

    private String judge(JsonNode job) {
        Outline outline = new Outline();
        try {
            add(outline, parser.createStatement(job.get("sql").asText(), new ParsingOptions(ParsingOptions.DecimalLiteralTreatment.AS_DOUBLE)));
        } catch (RuntimeException e) {
            return "Presto can't parse it: " + e.getMessage();
        }
        if (job.has("template")) {
            templates.put(job.get("template").asText(), outline);
            return null;
        }
        Outline template = templates.get(job.get("like").asText());
        if (!template.shape.toString().contentEquals(outline.shape)) {
            return "the structure differs: " + difference(template.shape.toString(), outline.shape.toString());
        }
        for (int i = 0; i < template.texts.size(); i++) {
            String error = compare(template.texts.get(i), outline.texts.get(i), job.get("texts"), job.get("patterns"));
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static String difference(String expected, String found) {
        int at = 0;
        while (at < Math.min(expected.length(), found.length()) && expected.charAt(at) == found.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 100);
        return "…" + expected.substring(from, Math.min(expected.length(), at + 100)) + "… became …" + found.substring(from, Math.min(found.length(), at + 100)) + "…";
    }

    private void add(Outline outline, Object value) {
        if (value instanceof StringLiteral) {
            outline.shape.append("string ");
            outline.texts.add(((StringLiteral) value).getValue());
        } else if (value instanceof Identifier && ((Identifier) value).isDelimited()) {
            outline.shape.append("name ");
            outline.texts.add(((Identifier) value).getValue());
        } else if (value instanceof Node) {
            outline.shape.append(value.getClass().getSimpleName()).append('(');
            for (Field field : fields.computeIfAbsent(value.getClass(), Structure::fieldsOf)) {
                try {
                    add(outline, field.get(value));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
            outline.shape.append(") ");
        } else if (value instanceof Optional) {
            add(outline, ((Optional<?>) value).orElse(null));
        } else if (value instanceof Iterable) {
            outline.shape.append('[');
            ((Iterable<?>) value).forEach(element -> add(outline, element));
            outline.shape.append("] ");
        } else {
            outline.shape.append(value).append(' ');
        }
    }

    /** All that a node of the tree is made of, but for where it stands in the text. */
    private static List<Field> fieldsOf(Class<?> node) {
        List<Field> found = new ArrayList<>();
        for (Class<?> of = node; of != Object.class; of = of.getSuperclass()) {
            for (Field field : of.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals("location")) {
                    field.setAccessible(true);
                    found.add(field);
                }
            }
        }
        return found;
    }

    private static String compare(String template, String text, JsonNode texts, JsonNode patterns) {
        Matcher places = PLACEHOLDER.matcher(template);
        List<String> within = new ArrayList<>();
        boolean pattern = false;
        boolean any = false;
        while (places.find()) {
            int place = Integer.parseInt(places.group(1));
            any |= texts.get(place).isNull();
            pattern |= patterns.get(place).asBoolean();
            within.add(texts.get(place).isNull() ? "" : texts.get(place).asText());
        }
        try {
            if (pattern) {
                return fits(text, within, any);
            }
            if (template.startsWith("$[")) {
                List<String> keys = new ArrayList<>();
                new JsonPathTokenizer(template).forEachRemaining(key -> keys.add(fill(key, texts)));
                List<String> found = ImmutableList.copyOf(new JsonPathTokenizer(text));
                return found.equals(keys) ? null : "the path " + text + " leads to " + found + " instead of " + keys;
            }
        } catch (RuntimeException e) {
            return "Presto can't read " + text + ": " + e.getMessage();
        }
        return text.equals(fill(template, texts)) ? null : "there is " + text + " instead of " + fill(template, texts);
    }

    private static String fill(String template, JsonNode texts) {
        return PLACEHOLDER.matcher(template).replaceAll(place -> Matcher.quoteReplacement(texts.get(Integer.parseInt(place.group(1))).asText()));
    }

    private static String fits(String pattern, List<String> texts, boolean any) {
        Regex regex = JoniRegexpCasts.joniRegexp(Slices.utf8Slice(pattern));
        if (any) {
            return null;
        }
        for (String text : texts) {
            if (!JoniRegexpFunctions.regexpLike(Slices.utf8Slice(text), regex)) {
                return "the pattern " + pattern + " doesn't fit " + text;
            }
            if (JoniRegexpFunctions.regexpLike(Slices.utf8Slice(text + "\u0001x"), regex)) {
                return "the pattern " + pattern + " fits more than " + text;
            }
        }
        return null;
    }
}
