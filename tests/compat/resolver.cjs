// Jest loads a resolver as CommonJS only.
const { resolve } = require('node:path');

/** Where tests/compat/13.2 is installed. */
const packages = resolve('.cache/compat-13.2');

/** What Grafana itself gives to plugins, or what has to be one with it, such as the texts that a test loads. */
const given = /^(@grafana\/(data|i18n|runtime|schema|ui)|i18next|react|react-dom|react-i18next|rxjs)($|\/)/;

/** Finds these among the newest Grafana's packages, whoever asks for them, and all else where it is found as a rule. */
module.exports = (request, options) =>
  options.defaultResolver(request, given.test(request) ? { ...options, basedir: packages } : options);
