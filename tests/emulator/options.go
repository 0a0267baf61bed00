package emulator

import "time"

// Documented ceilings of the service, the defaults of Options. Source:
// https://www.alibabacloud.com/help/en/sls/product-overview/query-and-analysis-1
const (
	defaultSearchConcurrency       = 100
	defaultSQLConcurrency          = 15
	defaultDedicatedSQLConcurrency = 100
)

// Options configures a Server. The zero value serves nobody: at least one
// credential is needed to get past signature checking.
type Options struct {
	// Credentials maps an access key ID to its secret. These keys may do
	// everything.
	Credentials map[string]string
	// Restricted lists further keys: temporary ones that need a security
	// token, and keys whose policy denies some actions.
	Restricted []Credential
	// Region is the only region accepted in the scope of a version 4
	// signature, and the region that GetProject reports. When empty, any
	// region is accepted and cn-hangzhou is reported.
	Region string
	// Now is the service's clock; nil means time.Now. Requests whose date is
	// more than 15 minutes away from it are refused.
	Now func() time.Time
	// Location is the project's time zone, in which SQL prints timestamps; nil
	// means China Standard Time (UTC+8).
	Location *time.Location
	// Latency is added to every request before it is answered, while it counts
	// as running.
	Latency time.Duration
	// ShuffleWithinMinute makes the order of rows inside one minute differ
	// from request to request. When false it is arbitrary but stable. Requests
	// that ask for accurate order are not affected.
	ShuffleWithinMinute bool
	// Seed decides the order of rows inside a minute.
	Seed uint64
	// SearchConcurrency is how many searches and histograms a project runs at
	// once before it answers ReadQuotaExceed; 0 means 100.
	SearchConcurrency int
	// SQLConcurrency is the same for SQL statements; 0 means 15.
	SQLConcurrency int
	// DedicatedSQLConcurrency is the same for SQL with powerSql; 0 means 100.
	DedicatedSQLConcurrency int
}

// Credential is an access key with something special about it.
type Credential struct {
	// ID and Secret are the key.
	ID, Secret string
	// Token, when set, makes the key a temporary one: a request must carry the
	// same text in x-acs-security-token.
	Token string
	// Deny lists the actions that the key's policy refuses, such as
	// log:GetIndex. The names are those of the service's authorization
	// documentation.
	Deny []string
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.FixedZone("Asia/Shanghai", 8*60*60)
	}
	if o.SearchConcurrency == 0 {
		o.SearchConcurrency = defaultSearchConcurrency
	}
	if o.SQLConcurrency == 0 {
		o.SQLConcurrency = defaultSQLConcurrency
	}
	if o.DedicatedSQLConcurrency == 0 {
		o.DedicatedSQLConcurrency = defaultDedicatedSQLConcurrency
	}
	return o
}

func (o Options) credentials() map[string]Credential {
	all := make(map[string]Credential, len(o.Credentials)+len(o.Restricted))
	for id, secret := range o.Credentials {
		all[id] = Credential{ID: id, Secret: secret}
	}
	for _, credential := range o.Restricted {
		all[credential.ID] = credential
	}
	return all
}

func (o Options) region() string {
	if o.Region == "" {
		return "cn-hangzhou"
	}
	return o.Region
}
