package frames

import "github.com/grafana/grafana-plugin-sdk-go/data"

// LinkBelow puts beside each span of a trace frame a link to what is below it, for a
// trace that could not be shown whole. Grafana's trace view offers the links of any
// field of the frame (createSpanLink.tsx in TraceView).
func LinkBelow(frame *data.Frame, link Link) {
	query := link.traceQuery(`${__data.fields["traceID"]}`)
	query["spanId"] = `${__data.fields["spanID"]}`
	field, _ := frame.FieldByName("spanID")
	if field.Config == nil {
		field.Config = &data.FieldConfig{}
	}
	field.Config.Links = append(field.Config.Links, data.DataLink{
		Title:    "All spans below this one",
		Internal: &data.InternalDataLink{DatasourceUID: link.DatasourceUID, DatasourceName: link.DatasourceName, Query: query},
	})
}
