/**
 * Every text of the boards in Simplified Chinese, by the English one. The words are those of docs/translating.md.
 * What isn't here, `npm run dashboards` refuses.
 */
export const chinese: Record<string, string> = {
  // Boards
  'Services: golden metrics': '服务：黄金指标',
  'Success rate, requests a second and latency of every service, over the spans of kind server.':
    '各服务的成功率、每秒请求数和延迟，基于服务端 Span。',
  'One service in depth': '单个服务详情',
  'Operations of a service, how long they take, and the traces to look at first.':
    '一个服务的各项操作、它们的耗时，以及应当最先查看的链路。',
  'Canary: versions against each other': '金丝雀发布：版本对比',
  'Rate, errors and latency of each version of a service, told apart by a tag of its spans.':
    '一个服务各版本的请求数、错误和延迟，版本由 Span 的标签区分。',
  'istio-tracing': 'istio-tracing（中文）',
  "The sixteen panels of Jaeger on Log Service's own dashboard for Istio, in correct units.":
    'Jaeger on Log Service 原有 Istio 仪表盘的十六个面板，单位已更正。',
  'Traces in Log Service': '日志服务中的链路',
  'Search for traces, and look at one of them.': '搜索链路，并查看其中一条。',

  // Variables
  'Data source': '数据源',
  Service: '服务',
  'One service, several or all': '一个、多个或全部服务',
  'Operations of the service': '该服务的操作',
  Status: '状态',
  'any :  ,ok,error,unset': '任意 :  ,ok,error,unset',
  any: '任意',
  'Min duration': '最短耗时',
  'Of the matching span, such as 100ms or 1.5s': '匹配的 Span 的耗时，例如 100ms 或 1.5s',
  'Trace ID': 'Trace ID',
  'The trace that is shown below': '在下方显示的链路',
  'The trace that is shown at the bottom': '在底部显示的链路',
  'Slow from': '慢链路起点',
  'The list of slow traces begins at this duration, such as 500ms or 1.5s':
    '达到该耗时的链路列为慢链路，例如 500ms 或 1.5s',
  'Version tag': '版本标签',
  'The tag that names the version: an indexed tag of the span or of its resource, with version or revision in its key':
    '表示版本的标签：Span 或其资源的标签，须已建立索引，且键中含有 version 或 revision',
  'Compare with': '对比',
  'nothing :  ,1h,1d,7d': '不对比 :  ,1h,1d,7d',
  nothing: '不对比',
  'Draws the same figures of so long ago beside those of now': '将这么久以前的相同数据与当前数据一起显示',
  Gateway: '网关',
  'The service that counts as no internal component: the one through which requests come in':
    '不计入内部组件的服务：请求由它进入',
  Filters: '过滤条件',
  'Only spans with these tags': '仅限带有这些标签的 Span',

  // Why a panel is empty
  'No spans of kind server in this time range: widen it, or check the service name and whether the spans have a kind.':
    '此时间范围内没有服务端 Span：请扩大时间范围，或检查服务名称以及 Span 是否带有类型。',
  'No spans without a parent in this time range: widen it, or choose another data source.':
    '此时间范围内没有入口 Span：请扩大时间范围，或选择其他数据源。',
  'No requests.': '没有请求。',
  'No request to the service took that long in this time range.': '此时间范围内，该服务没有耗时这么长的请求。',
  'No request to the service failed in this time range.': '此时间范围内，该服务没有失败的请求。',
  'No trace in this time range has such a span: widen the range, or ask for less above.':
    '此时间范围内没有含此类 Span 的链路：请扩大时间范围，或减少上方的条件。',
  'No calls and no requests in this time range: widen it, or choose another data source.':
    '此时间范围内没有调用，也没有请求：请扩大时间范围，或选择其他数据源。',
  '–': '–',

  // Columns and figures
  Operation: '操作',
  'Success rate': '成功率',
  'Requests a second': '每秒请求数',
  Failed: '失败率',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  now: '现在',
  'Start time': '开始时间',
  'Root service': '根服务',
  'Root operation': '根操作',
  Duration: '耗时',
  Spans: 'Span 数',
  Errors: '错误数',

  // Panels
  Services: '服务',
  'Matching spans': '匹配的 Span',
  'Every service that answered requests in the time range: the share that did not fail, how many came a second, and how long half, 95% and 99% of them took at the most. Click a service to see it in depth.':
    '时间范围内应答过请求的每个服务：成功请求的比例、每秒请求数，以及 50%、95% 和 99% 的请求不超过的耗时。单击服务可查看详情。',
  'See this service in depth': '查看该服务的详情',
  'The share of requests to each service that did not fail. A gap means that none came.':
    '各服务成功请求的比例。空白表示没有请求。',
  'How many requests each service began to answer.': '各服务开始应答的请求数。',
  'Latency, p95': '延迟，p95',
  'What 95% of the requests to each service took at the most. The dots are real traces: click one to open it.':
    '各服务 95% 的请求不超过的耗时。圆点是真实的链路：单击即可打开。',
  'Latency, p99': '延迟，p99',
  'What 99% of the requests to each service took at the most.': '各服务 99% 的请求不超过的耗时。',
  'Who calls whom': '服务间的调用',
  'Every service with its average latency, requests a second and share of failures (red), and the calls between services. Click one to find its traces or to see it in depth.':
    '每个服务的平均延迟、每秒请求数和失败请求的比例（红色），以及服务之间的调用。单击服务或调用可查找其中的链路，或查看详情。',
  Operations: '操作',
  'Every operation that the service answered in the time range, as on the board of all services.':
    '该服务在时间范围内应答过的每项操作，各列含义与所有服务的仪表板相同。',
  'Latency of all requests': '所有请求的延迟',
  'How many requests took how long: the darker a cell, the more. Two bands mean two kinds of requests. Click a cell for its traces, or a dot for that trace.':
    '各种耗时各有多少请求：单元格颜色越深，请求越多。出现两条带状区域说明有两类请求。单击单元格可查看其中的链路，单击圆点可打开该链路。',
  'Latency quantiles': '延迟分位数',
  'What half, 95% and 99% of the requests took at the most. The dots are real traces: click one to open it.':
    '50%、95% 和 99% 的请求不超过的耗时。圆点是真实的链路：单击即可打开。',
  'Requests a second by operation': '各操作的每秒请求数',
  'How many requests for each operation the service began to answer.': '该服务开始应答的各操作的请求数。',
  'Errors a second by operation': '各操作的每秒错误数',
  'How many requests for each operation failed. All at zero is good news.': '各操作失败的请求数。全部为零即一切正常。',
  'Slow traces': '慢链路',
  'The newest traces in which a request to the service took as long as said at the top, or longer. Click a trace ID to see the trace below.':
    '对该服务的请求达到或超过顶部所填耗时的最新链路。单击 Trace ID 可在下方查看该链路。',
  'Failing traces': '失败的链路',
  'The newest traces in which a request to the service failed. Click a trace ID to see the trace below.':
    '对该服务的请求失败的最新链路。单击 Trace ID 可在下方查看该链路。',
  'Show this trace below': '在下方显示该链路',
  'Trace $traceId': '链路 $traceId',
  'The trace of the ID at the top is drawn here. **Click a trace ID in the table** to choose one, or paste an ID into _Trace ID_; without one there is nothing to draw.':
    '此处显示顶部 Trace ID 所对应的链路。**单击表格中的 Trace ID** 即可选择，也可以把 ID 粘贴到顶部的 Trace ID 中；没有 ID 则不显示。',
  Versions: '版本',
  'Every version that answered requests in the time range: how many came a second, the share that failed, and what 95% of them took at the most.':
    '时间范围内应答过请求的每个版本：每秒请求数、失败请求的比例，以及 95% 的请求不超过的耗时。',
  'How the requests are shared out among the versions.': '请求在各版本之间的分布。',
  'The share of requests to each version that failed.': '各版本失败请求的比例。',
  'What 95% of the requests to each version took at the most. The dots are real traces: click one to open it.':
    '各版本 95% 的请求不超过的耗时。圆点是真实的链路：单击即可打开。',
  Traces: '链路',
  'The newest traces with a span as chosen above. Click a trace ID to see the trace below.':
    '含有符合上方条件的 Span 的最新链路。单击 Trace ID 可在下方查看该链路。',

  // The panels of istio-tracing
  'Page views, 24 h': '页面访问量，24 小时',
  'Requests from outside: traces that began in the last 24 hours. Beside it: the same time of day, yesterday.':
    '来自外部的请求：最近 24 小时内开始的链路。旁边是昨天同一时段的数据。',
  'External latency, average, 1 h': '外部平均延迟，1 小时',
  'What requests from outside took in the last hour, on average. Beside it: the same time of day, yesterday.':
    '最近一小时内外部请求的平均耗时。旁边是昨天同一时段的数据。',
  'External latency, P90, 1 h': '外部 P90 延迟，1 小时',
  'What requests from outside took in the last hour, but for the slowest 10%. Beside it: the same time of day, yesterday.':
    '最近一小时内 90% 的外部请求不超过的耗时。旁边是昨天同一时段的数据。',
  'External latency, P99, 1 h': '外部 P99 延迟，1 小时',
  'What requests from outside took in the last hour, but for the slowest 1%. Beside it: the same time of day, yesterday.':
    '最近一小时内 99% 的外部请求不超过的耗时。旁边是昨天同一时段的数据。',
  'External latency, 15 min': '外部延迟，15 分钟',
  'What requests from outside took on average in the last 15 minutes.': '最近 15 分钟内外部请求的平均耗时。',
  'Internal latency, 15 min': '内部延迟，15 分钟',
  'What components took on average in the last 15 minutes to answer a request.':
    '最近 15 分钟内各组件应答一个请求的平均耗时。',
  '4XX answers, 15 min': '4XX 应答，15 分钟',
  'The share of requests from outside in the last 15 minutes whose root span has an HTTP status from 400 to 499, in the tag http.status_code.':
    '最近 15 分钟内，根 Span 的标签 http.status_code 中 HTTP 状态码为 400 到 499 的外部请求的比例。',
  '5XX answers, 15 min': '5XX 应答，15 分钟',
  'The share of requests from outside in the last 15 minutes that failed: those with an HTTP status of 500 or more, and those that got no answer at all.':
    '最近 15 分钟内失败的外部请求的比例：HTTP 状态码达到或超过 500 的，以及完全没有得到应答的。',
  'Internal components': '内部组件',
  'Internal components: requests': '内部组件：请求数',
  'Internal components: average latency': '内部组件：平均延迟',
  'Internal components: P90 latency': '内部组件：P90 延迟',
  'Internal components: P99 latency': '内部组件：P99 延迟',
  'Entry services: where requests come in': '入口服务：请求由此进入',
  'Entry services: requests': '入口服务：请求数',
  'Entry services: average latency': '入口服务：平均延迟',
  'Entry services: P90 latency': '入口服务：P90 延迟',
  'Entry services: P99 latency': '入口服务：P99 延迟',
  'How many requests began within each step of the graph, by service.': '图中每个步长内开始的请求数，按服务区分。',
  'What requests took on average, by service.': '请求的平均耗时，按服务区分。',
  'What 90% of the requests took at the most, by service.': '90% 的请求不超过的耗时，按服务区分。',
  'What 99% of the requests took at the most, by service.': '99% 的请求不超过的耗时，按服务区分。',
};
