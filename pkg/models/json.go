package models

import (
	"encoding/json"
	"errors"
	"fmt"
)

// queryExamples and settingsExamples give, for each field, what a right value
// looks like in JSON.
var (
	queryExamples = map[string]string{
		"queryType": `"traceId"`, "query": `"4bf92f3577b34da6a3ce929d0e0e4736"`,
		"service": `"checkout"`, "operation": `"GET /cart"`, "spanKind": `"server"`, "status": `"error"`, "entrySpansOnly": "true",
		"tags":     `[{"key": "http.method", "operator": "=", "value": "GET"}]`,
		"tags.key": `"http.method"`, "tags.operator": `"="`, "tags.value": `"GET"`, "tags.values": `["GET", "HEAD"]`, "tags.on": `"tag"`, "tags.scope": `"resource"`,
		"anyOf":     `[[{"key": "http.method", "value": "GET"}], [{"on": "kind", "value": "client"}]]`,
		"anyOf.key": `"http.method"`, "anyOf.operator": `"="`, "anyOf.value": `"GET"`, "anyOf.values": `["GET", "HEAD"]`, "anyOf.on": `"tag"`, "anyOf.scope": `"resource"`,
		"rawSearch":   `"http.method: GET and not user_agent: bot*"`,
		"minDuration": `"100ms"`, "maxDuration": `"2s"`, "minTraceDuration": `"100ms"`, "maxTraceDuration": `"2s"`,
		"limit": "20", "startedAfter": `"1780315200000"`, "startedWithin": `"1m"`, "asAnnotations": "true",
		"measure": `"quantiles"`, "over": `"serverSpans"`, "quantiles": "[0.5, 0.95]", "apdexThreshold": `"500ms"`,
		"groupBy": `["service"]`, "seriesLimit": "20", "topBy": `"count"`, "step": `"1m"`, "emptyBuckets": `"null"`,
		"instant": "true", "compareWith": `"1d"`, "legend": `"{{service}} p{{quantile}}"`, "exemplars": "true",
		"hops": "2", "quantile": "0.95",
		"view": `"flameGraph"`, "other": `"5b6fa2c4d1e84f0c9d3e7a1b2c4d5e6f"`, "upload": `"q83vEjRWeJCrze8SNFZ4kKvN"`,
	}
	settingsExamples = map[string]string{
		"access": `"jaegerQuery"`, "oauthPassThru": "true", "keepCookies": `["session"]`, "tlsAuth": "true", "tlsAuthWithCACert": "true",
		"tlsSkipVerify": "true", "serverName": `"jaeger.example.com"`, "enableSecureSocksProxy": "true",
		"endpoint": `"cn-hangzhou.log.aliyuncs.com"`, "region": `"cn-hangzhou"`, "project": `"my-project"`,
		"storeType": `"instance"`, "instance": `"my-traces"`, "logstore": `"jaeger-spans"`,
		"credentialsType": `"accessKey"`, "ecsRoleName": `"my-role"`,
		"assumeRoleArn": `"acs:ram::1234567890123456:role/grafana"`, "assumeRoleExternalId": `"my-external-id"`,
		"assumeRoleSessionName": `"grafana"`, "rrsaRoleArn": `"acs:ram::1234567890123456:role/grafana"`,
		"rrsaProviderArn": `"acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1234"`,
		"dedicatedSql":    "true", "traceLookback": `"7d"`,
		"maxSqlRequests": "15", "maxSearchRequests": "100", "timeout": "60",
		"nodeGraph": `{"enabled": true}`, "nodeGraph.enabled": "true",
		"spanLinks":       `[{"title": "Runbook", "url": "https://wiki.example.com/runbooks"}]`,
		"spanLinks.title": `"Runbook"`, "spanLinks.url": `"https://wiki.example.com/runbooks"`, "spanLinks.datasourceUid": `"loki"`,
		"spanLinks.query":  `{"expr": "{app=\"web\"}"}`,
		"tracesToProfiles": `{"datasourceUid": "pyroscope"}`, "tracesToProfiles.datasourceUid": `"pyroscope"`, "tracesToProfiles.customQuery": "true",
		"tracesToProfiles.query": `"{${__tags}}"`, "tracesToProfiles.profileTypeId": `"process_cpu:cpu:nanoseconds:cpu:nanoseconds"`,
	}
)

// describeJSONError turns an error of encoding/json into a sentence for the
// person whose query or settings it was.
func describeJSONError(what string, err error, examples map[string]string) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) && wrongType.Field != "" {
		example, ok := examples[wrongType.Field]
		if !ok {
			return fmt.Errorf("%s is a JSON %s, which doesn't fit", wrongType.Field, wrongType.Value)
		}
		return fmt.Errorf("%s is a JSON %s, which doesn't fit: write for example %s", wrongType.Field, wrongType.Value, example)
	}
	if wrongType != nil {
		return fmt.Errorf("the %s is not a JSON object, but a JSON %s", what, wrongType.Value)
	}
	return fmt.Errorf("the %s is not a JSON object: %w", what, err)
}
