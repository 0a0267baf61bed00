package witness;

import static witness.Spans.COUNT;
import static witness.Spans.NOON;
import static witness.Witness.equal;

import com.aliyun.openservices.log.Client;
import com.aliyun.openservices.log.common.Consts.CompressType;
import com.aliyun.openservices.log.common.Histogram;
import com.aliyun.openservices.log.common.Index;
import com.aliyun.openservices.log.common.IndexJsonKey;
import com.aliyun.openservices.log.common.LogContent;
import com.aliyun.openservices.log.common.LogItem;
import com.aliyun.openservices.log.common.LogStore;
import com.aliyun.openservices.log.common.QueriedLog;
import com.aliyun.openservices.log.common.QueryResult;
import com.aliyun.openservices.log.common.TagContent;
import com.aliyun.openservices.log.exception.LogException;
import com.aliyun.openservices.log.http.signer.SignVersion;
import com.aliyun.openservices.log.request.GetLogsRequest;
import com.aliyun.openservices.log.request.GetLogsRequestV2;
import com.aliyun.openservices.log.request.PutLogsRequest;
import com.aliyun.openservices.log.response.GetHistogramsResponse;
import com.aliyun.openservices.log.response.GetLogsResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is asked of the official client in one version of the signature. */
final class JavaClient {
    private static final String LOGSTORE = "spans";
    private static final int END = NOON + 60;

    /** Records from one number up to another, and how they are written. */
    private record Part(int from, int to, CompressType compression, String routeKey) {}

    private static final List<Part> PARTS = List.of(
            new Part(0, 100, CompressType.LZ4, null),
            new Part(100, 150, CompressType.LZ4, "00000000000000000000000000000000"),
            new Part(150, 200, CompressType.GZIP, null),
            new Part(200, COUNT, CompressType.NONE, null));

    private final Emulated emulated;
    private final SignVersion version;
    private final String project;
    private final Client client;

    JavaClient(Emulated emulated, SignVersion version, String project) {
        this.emulated = emulated;
        this.version = version;
        this.project = project;
        this.client = emulated.client(version);
    }

    void close() {
        client.shutdown();
    }

    /** Makes a project with a logstore and an index, and writes all records in the ways the client has. */
    void write() throws LogException {
        client.CreateProject(project, "for the Java client");
        client.CreateLogStore(project, new LogStore(LOGSTORE, 7, 2));
        client.CreateIndex(project, LOGSTORE, Spans.index());
        for (Part part : PARTS) {
            List<LogItem> items = Spans.items(part.from(), part.to());
            PutLogsRequest request = new PutLogsRequest(project, LOGSTORE, "topic", "10.0.0.1", items, part.routeKey());
            request.setCompressType(part.compression());
            request.SetTags(List.of(new TagContent("type", "span 🍩")));
            client.PutLogs(request);
        }
    }

    Map<String, Witness.Check> checks() {
        Map<String, Witness.Check> checks = new LinkedHashMap<>();
        checks.put("project", this::project);
        checks.put("logstores", this::logstores);
        checks.put("index", this::index);
        checks.put("every record as it was written", this::everyRecord);
        checks.put("awkward names are found by phrase and by SQL", this::awkward);
        checks.put("pages and order", this::pages);
        checks.put("SQL", this::sql);
        checks.put("GetLogsV2", this::secondForm);
        checks.put("histograms", this::histograms);
        checks.put("refused queries", this::refusedQueries);
        checks.put("refused keys", this::refusedKeys);
        return checks;
    }

    private void project() throws LogException {
        equal("for the Java client", client.GetProject(project).GetProjectDescription());
        equal(emulated.region(), client.GetProject(project).GetProjectRegion());
        refused(404, "ProjectNotExist", () -> client.GetProject(Emulated.NOWHERE));
        refused(400, "ProjectAlreadyExist", () -> client.CreateProject(project, "again"));
    }

    private void logstores() throws LogException {
        equal(List.of(LOGSTORE), client.ListLogStores(project, 0, 100, "").GetLogStores());
        equal(1, client.ListLogStores(project, 0, 100, "").GetTotal());
        LogStore store = client.GetLogStore(project, LOGSTORE).GetLogStore();
        equal(7, store.GetTtl());
        equal(2, store.GetShardCount());
        refused(404, "LogStoreNotExist", () -> client.GetLogStore(project, "nowhere"));
    }

    private void index() throws LogException {
        Index index = client.GetIndex(project, LOGSTORE).GetIndex();
        equal("long", index.GetKeys().GetKeys().get("duration").GetType());
        IndexJsonKey attribute = (IndexJsonKey) index.GetKeys().GetKeys().get("attribute");
        equal("long", attribute.getJsonKeys().GetKeys().get("http.status_code").GetType());
        equal(true, attribute.IsDocValue());
        equal(Spans.index().GetLine().GetToken(), index.GetLine().GetToken());
        equal(2048, index.getMaxTextLen());
        refused(400, "IndexAlreadyExist", () -> client.CreateIndex(project, LOGSTORE, Spans.index()));
    }

    private void everyRecord() throws LogException {
        for (CompressType compression : new CompressType[] {CompressType.LZ4, CompressType.NONE}) {
            Map<Integer, Map<String, String>> found = new TreeMap<>();
            for (int offset = 0; offset < COUNT; offset += 100) {
                GetLogsRequest request = new GetLogsRequest(project, LOGSTORE, NOON, END, "", "*", offset, 100, false);
                request.setCompressType(compression);
                for (QueriedLog log : complete(client.GetLogs(request)).GetLogs()) {
                    Map<String, String> fields = fields(log);
                    int number = Integer.parseInt(fields.get("duration"));
                    equal("10.0.0.1", log.GetSource());
                    equal(NOON + number / 10, log.GetLogItem().GetTime());
                    equal(Spans.NANOSECONDS, log.GetLogItem().GetTimeNsPart());
                    equal("span 🍩", fields.remove("__tag__:type"));
                    equal("topic", fields.remove("__topic__"));
                    found.put(number, fields);
                }
            }
            equal(COUNT, found.size());
            found.forEach((number, fields) -> equal(Spans.fields(number), fields));
        }
    }

    private void awkward() throws LogException {
        for (int number = 0; number < Spans.AWKWARD.size(); number++) {
            String name = Spans.AWKWARD.get(number);
            String sql = "* | select duration, name from log where name = '" + name.replace("'", "''") + "'";
            List<QueriedLog> rows = complete(client.executeLogstoreSql(project, LOGSTORE, NOON, END, sql, false)).GetLogs();
            equal(1, rows.size());
            equal(Map.of("duration", String.valueOf(number), "name", name), fields(rows.get(0)));
        }
        equal(1, search("name: \"支付 服务\"").GetCount());
        equal(1, search("name: \"甜甜圈 🍩 é\"").GetCount());
        equal(1, search("name: \"GET /支付/20\"").GetCount());
        equal(10, search("attribute.http.status_code: 500").GetCount());
    }

    private void pages() throws LogException {
        int[][] pages = {{0, 100}, {100, 100}, {200, 50}, {300, 0}};
        for (int[] page : pages) {
            equal(page[1], client.GetLogs(project, LOGSTORE, NOON, END, "", "*", 100, page[0], false).GetCount());
        }
        for (boolean reverse : new boolean[] {true, false}) {
            GetLogsRequest first = new GetLogsRequest(project, LOGSTORE, NOON, END, "", "*", 0, 1, reverse);
            first.SetAccurate(true);
            equal(reverse ? NOON + 24 : NOON, client.GetLogs(first).GetLogs().get(0).GetLogItem().GetTime());
        }
        equal(20, client.GetLogs(project, LOGSTORE, NOON + 5, NOON + 7, "", "*", 100, 0, false).GetCount());
    }

    private void sql() throws LogException {
        String statement = "* | select traceID as \"traceID\", count(1) as spans, avg(ratio) as mean, "
                + "bool_or(\"attribute.http.status_code\" >= 500) as failed from log where duration > 0 group by 1 order by 1";
        GetLogsResponse answer = search(statement);
        equal(true, answer.isHasSQL());
        equal((long) COUNT, answer.getProcessedRow());
        equal(List.of("traceID", "spans", "mean", "failed"), answer.getKeys());
        equal(5, answer.GetCount());
        equal(Map.of("traceID", Spans.traceID(1), "spans", "50", "mean", "30.875", "failed", "false"), fields(answer.GetLogs().get(1)));
        equal(100, client.executeLogstoreSql(project, LOGSTORE, NOON, END, "* | select duration from log", true).GetCount());
        equal(COUNT, client.executeLogstoreSql(project, LOGSTORE, NOON, END, "* | select duration from log limit 1000", true).GetCount());
        equal("null", fields(search("* | select max(name) as name from log where duration < 0").GetLogs().get(0)).get("name"));
    }

    private void secondForm() throws LogException {
        GetLogsRequestV2 request = new GetLogsRequestV2(project, LOGSTORE, NOON, END, "", "traceID: " + Spans.traceID(3), 0, 100, true);
        QueryResult result = client.GetLogsV2(request).getResult();
        equal(true, result.isCompleted());
        equal(50, result.getLogs().size());
        for (QueriedLog log : result.getLogs()) {
            equal(Spans.traceID(3), fields(log).get("traceID"));
        }
    }

    private void histograms() throws LogException {
        Map<String, Integer> counts = Map.of("*", COUNT, "duration >= 240", 10, "name: \"GET /支付/20\"", 1, "nowhere", 0);
        for (Map.Entry<String, Integer> want : counts.entrySet()) {
            GetHistogramsResponse answer = client.GetHistograms(project, LOGSTORE, NOON, END, "", want.getKey());
            equal(true, answer.IsCompleted());
            equal((long) want.getValue(), answer.GetTotalCount());
            equal((long) want.getValue(), answer.GetHistograms().stream().mapToLong(Histogram::GetCount).sum());
            equal(NOON, answer.GetHistograms().get(0).GetFrom());
        }
    }

    private void refusedQueries() throws LogException {
        List<String> queries = List.of(
                "* | select absent from log", "* | select 1 from log where duration = '1'", "* | select 1 / 0 from log",
                "* | select 1 from log;", "absent: kept", "(name: x");
        for (String query : queries) {
            refused(400, "ParameterInvalid", () -> search(query));
        }
        refused(400, "ParameterInvalid", () -> client.GetHistograms(project, LOGSTORE, NOON, END, "", "absent: kept"));
        refused(400, "InvalidTimeRange", () -> client.GetLogs(project, LOGSTORE, NOON, NOON, "", "*"));
        refused(404, "LogStoreNotExist", () -> client.GetLogs(project, "nowhere", NOON, END, "", "*"));
        refused(404, "ProjectNotExist", () -> client.GetLogs(Emulated.NOWHERE, LOGSTORE, NOON, END, "", "*"));
    }

    private void refusedKeys() throws LogException {
        Client wrong = emulated.client(version, emulated.keyID(), "wrong", emulated.region());
        refused(401, "SignatureNotMatch", () -> wrong.GetLogs(project, LOGSTORE, NOON, END, "", "*"));
        Client unknown = emulated.client(version, "nobody", "wrong", emulated.region());
        refused(401, "Unauthorized", () -> unknown.GetLogs(project, LOGSTORE, NOON, END, "", "*"));
        wrong.shutdown();
        unknown.shutdown();
    }

    private GetLogsResponse search(String query) throws LogException {
        return complete(client.GetLogs(project, LOGSTORE, NOON, END, "", query, 100, 0, false));
    }

    private static GetLogsResponse complete(GetLogsResponse answer) {
        equal(true, answer.IsCompleted());
        return answer;
    }

    private static void refused(int status, String code, Witness.Check call) {
        try {
            call.run();
        } catch (LogException refusal) {
            equal(status + " " + code, refusal.GetHttpCode() + " " + refusal.GetErrorCode());
            equal(false, refusal.GetRequestId().isEmpty());
            return;
        } catch (Exception other) {
            throw new AssertionError("wanted " + code, other);
        }
        throw new AssertionError("wanted " + code + ", got an answer");
    }

    private static Map<String, String> fields(QueriedLog log) {
        Map<String, String> fields = new TreeMap<>();
        for (LogContent content : log.GetLogItem().GetLogContents()) {
            fields.put(content.GetKey(), content.GetValue());
        }
        return fields;
    }
}
