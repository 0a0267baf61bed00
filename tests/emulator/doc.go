// Package emulator is a stand-in for Alibaba Cloud Log Service, for tests and
// demonstrations. It answers the part of the service's HTTP API that a trace
// store needs (projects, logstores, indexes, writing, searching, SQL and
// histograms), checks request signatures as the service does, and can be told
// to fail. Everything is held in memory.
//
// Its rules follow the public documentation at
// https://www.alibabacloud.com/help/en/sls/ and the behaviour of the official
// clients. It imports nothing from the product, so neither can hide the
// other's mistakes. README.md lists what it answers, what it refuses, and
// where it is known to differ from the real service.
package emulator
