package witness;

import com.facebook.presto.operator.scalar.JoniRegexpCasts;
import com.facebook.presto.operator.scalar.JoniRegexpFunctions;
import com.facebook.presto.operator.scalar.JsonPathTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import io.airlift.joni.Regex;
import io.airlift.slice.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A string or name of a template, with placeholders for texts in it. */
final class Expected {
    private static final Pattern PLACEHOLDER = Pattern.compile("[Pp]lc([0-9]+)[Hh]older");

    private final String template;
    /** The places of the placeholders, and what stands before each and after the last. */
    private final List<Integer> places = new ArrayList<>();
    private final List<String> between = new ArrayList<>();
    /** The keys of a JSON path; null for anything else. */
    private final List<Expected> keys;

    Expected(String template) {
        this(template, true);
    }

    private Expected(String template, boolean mayBePath) {
        this.template = template;
        Matcher matcher = PLACEHOLDER.matcher(template);
        int from = 0;
        while (matcher.find()) {
            between.add(template.substring(from, matcher.start()));
            places.add(Integer.parseInt(matcher.group(1)));
            from = matcher.end();
        }
        between.add(template.substring(from));
        keys = mayBePath && template.startsWith("$[")
                ? ImmutableList.copyOf(new JsonPathTokenizer(template)).stream().map(key -> new Expected(key, false)).toList()
                : null;
    }

    /** Says what is wrong with a text in place of this one, or null. */
    String compare(String text, JsonNode texts, JsonNode patterns) {
        if (places.isEmpty()) {
            return text.equals(template) ? null : "there is " + text + " instead of " + template;
        }
        try {
            if (places.stream().anyMatch(place -> patterns.get(place).asBoolean())) {
                return fits(text, texts);
            }
            if (keys != null) {
                List<String> wanted = keys.stream().map(key -> key.fill(texts)).toList();
                List<String> found = ImmutableList.copyOf(new JsonPathTokenizer(text));
                return found.equals(wanted) ? null : "the path " + text + " leads to " + found + " instead of " + wanted;
            }
        } catch (RuntimeException e) {
            return "Presto can't read " + text + ": " + e.getMessage();
        }
        String wanted = fill(texts);
        return text.equals(wanted) ? null : "there is " + text + " instead of " + wanted;
    }

    private String fill(JsonNode texts) {
        StringBuilder filled = new StringBuilder(between.get(0));
        for (int i = 0; i < places.size(); i++) {
            filled.append(texts.get(places.get(i)).asText()).append(between.get(i + 1));
        }
        return filled.toString();
    }

    private String fits(String pattern, JsonNode texts) {
        Regex regex = JoniRegexpCasts.joniRegexp(Slices.utf8Slice(pattern));
        if (places.stream().anyMatch(place -> texts.get(place).isNull())) {
            return null;
        }
        for (int place : places) {
            String text = texts.get(place).asText();
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
