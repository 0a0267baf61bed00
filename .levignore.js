// Read by levitate, which tests/compat/api.ts runs: changes of Grafana's API that don't concern src/.
module.exports = {
  // Grafana's own settings: some come and go with every release. src/ reads one of them, secureSocksDSProxyEnabled, and
  // offers no proxy where it is missing.
  changes: ['config'],
};
