package witness;

import com.aliyun.openservices.log.common.Index;
import com.aliyun.openservices.log.common.IndexJsonKey;
import com.aliyun.openservices.log.common.IndexKey;
import com.aliyun.openservices.log.common.IndexKeys;
import com.aliyun.openservices.log.common.IndexLine;
import com.aliyun.openservices.log.common.LogItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The span records that are written, and the index of their logstore. */
final class Spans {
    /** 2026-06-01T12:00:00Z, in seconds. */
    static final int NOON = 1780315200;

    /** The nanoseconds that every record carries besides its second. */
    static final int NANOSECONDS = 123456789;

    static final int COUNT = 250;

    /** How many records from the first on bear one of {@link #AWKWARD} as their name. */
    static final List<String> AWKWARD = List.of(
            "with space",
            "\"quoted\" and 'single'",
            "back\\slash and trailing\\",
            "* | select 1",
            "100%_of {a: [b]}",
            "line\nbreak\ttab\rreturn",
            "\u0001 control \u007f",
            "<tag>&amp;\u2028",
            "支付 服务",
            "甜甜圈 🍩 é",
            " leading and trailing ",
            "null",
            "");

    private static final List<String> DELIMITERS = List.of(",", " ", "'", "\"", ";", "=", "(", ")", "[", "]", "{", "}", "?", "@", "&", "<", ">", "/", ":", "\n", "\t", "\r");

    private Spans() {}

    /** The fields of span number n, which starts n / 10 seconds after noon. */
    static Map<String, String> fields(int number) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("traceID", traceID(number % 5));
        fields.put("name", number < AWKWARD.size() ? AWKWARD.get(number) : "GET /支付/" + number);
        fields.put("duration", String.valueOf(number));
        fields.put("ratio", String.valueOf(number / 4.0));
        fields.put("attribute", "{\"http.method\":\"GET\",\"http.status_code\":" + (number % 25 == 0 ? 500 : 200) + "}");
        fields.put("键 \"with\" 🍩", "kept");
        return fields;
    }

    static String traceID(int number) {
        return String.format("%032x", number);
    }

    /** The records from number `from` up to `to`, without it. */
    static List<LogItem> items(int from, int to) {
        List<LogItem> items = new ArrayList<>();
        for (int number = from; number < to; number++) {
            LogItem item = new LogItem(NOON + number / 10);
            item.SetTimeNsPart(NANOSECONDS);
            fields(number).forEach(item::PushBack);
            items.add(item);
        }
        return items;
    }

    /** An index with a column of every type. */
    static Index index() {
        IndexKeys members = new IndexKeys();
        members.AddKey("http.method", key(List.of(), "text"));
        members.AddKey("http.status_code", key(List.of(), "long"));
        IndexJsonKey attribute = new IndexJsonKey(DELIMITERS, true, "json");
        attribute.SetDocValue(true);
        attribute.setJsonKeys(members);
        IndexKeys keys = new IndexKeys();
        keys.AddKey("traceID", key(List.of(), "text"));
        keys.AddKey("name", key(DELIMITERS, "text"));
        keys.AddKey("duration", key(List.of(), "long"));
        keys.AddKey("ratio", key(List.of(), "double"));
        keys.AddKey("attribute", attribute);
        return new Index(7, keys, new IndexLine(DELIMITERS, true));
    }

    private static IndexKey key(List<String> tokens, String type) {
        IndexKey key = new IndexKey(tokens, true, type);
        key.SetDocValue(true);
        return key;
    }
}
