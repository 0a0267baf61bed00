package witness;

import com.facebook.presto.sql.parser.CaseInsensitiveStream;
import com.facebook.presto.sql.parser.ParsingOptions;
import com.facebook.presto.sql.parser.SqlBaseLexer;
import com.facebook.presto.sql.parser.SqlParser;
import com.facebook.presto.sql.tree.Identifier;
import com.facebook.presto.sql.tree.Node;
import com.facebook.presto.sql.tree.StringLiteral;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.antlr.v4.runtime.ANTLRInputStream;
import org.antlr.v4.runtime.Token;

/** The shape of a statement, and the texts that it doesn't tell: strings and quoted names in their order. */
final class Outline {
    private static final SqlParser PARSER = new SqlParser();
    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    private final StringBuilder shape = new StringBuilder();
    private final List<String> texts = new ArrayList<>();
    /** What the texts of a template stand for, made when they are first asked for. */
    private List<Expected> expected;

    private Outline() {}

    /** What Presto's lexer makes of a statement. Spaces and comments are for nobody. */
    static Outline ofTokens(String sql) {
        Outline outline = new Outline();
        SqlBaseLexer lexer = new SqlBaseLexer(new CaseInsensitiveStream(new ANTLRInputStream(sql)));
        lexer.removeErrorListeners(); // what is no token comes as one of its own
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            int from = token.getStartIndex();
            int to = token.getStopIndex() + 1;
            outline.shape.append((char) token.getType());
            if (token.getType() == SqlBaseLexer.STRING) {
                outline.texts.add(sql.substring(from + 1, to - 1).replace("''", "'"));
            } else if (token.getType() == SqlBaseLexer.QUOTED_IDENTIFIER) {
                outline.texts.add(sql.substring(from + 1, to - 1).replace("\"\"", "\""));
            } else {
                outline.shape.append(sql, from, to).append(' ');
            }
        }
        return outline;
    }

    /** What Presto's parser makes of a statement; it throws where that is none. */
    static Outline ofTree(String sql) {
        Outline outline = new Outline();
        outline.add(PARSER.createStatement(sql, new ParsingOptions(ParsingOptions.DecimalLiteralTreatment.AS_DOUBLE)));
        return outline;
    }

    /** Holds another outline against this one, that of a template; null means that they agree. */
    String judge(Outline found, JsonNode filling, JsonNode patterns) {
        if (shape.compareTo(found.shape) != 0) {
            return "the structure differs: " + difference(shape.toString(), found.shape.toString());
        }
        List<Expected> all = expected();
        for (int i = 0; i < all.size(); i++) {
            String error = all.get(i).compare(found.texts.get(i), filling, patterns);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private synchronized List<Expected> expected() {
        if (expected == null) {
            expected = texts.stream().map(Expected::new).toList();
        }
        return expected;
    }

    private static String difference(String expected, String found) {
        int at = 0;
        while (at < Math.min(expected.length(), found.length()) && expected.charAt(at) == found.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 100);
        return "…" + expected.substring(from, Math.min(expected.length(), at + 100)) + "… became …" + found.substring(from, Math.min(found.length(), at + 100)) + "…";
    }

    private void add(Object value) {
        if (value instanceof StringLiteral) {
            shape.append("string ");
            texts.add(((StringLiteral) value).getValue());
        } else if (value instanceof Identifier && ((Identifier) value).isDelimited()) {
            shape.append("name ");
            texts.add(((Identifier) value).getValue());
        } else if (value instanceof Node) {
            shape.append(value.getClass().getSimpleName()).append('(');
            for (Field field : FIELDS.computeIfAbsent(value.getClass(), Outline::fieldsOf)) {
                try {
                    add(field.get(value));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
            shape.append(") ");
        } else if (value instanceof Optional) {
            add(((Optional<?>) value).orElse(null));
        } else if (value instanceof Iterable) {
            shape.append('[');
            ((Iterable<?>) value).forEach(this::add);
            shape.append("] ");
        } else {
            shape.append(value).append(' ');
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
}
