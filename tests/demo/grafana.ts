import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

import { pluginID } from './places';

/** A Grafana on this machine. */
export interface Grafana {
  /** Its executable. */
  binary: string;
  /** The folder with its `conf` and `public`. */
  home: string;
}

/** What a Grafana is started with. Folders are absolute. */
export interface Setup {
  port: number;
  data: string;
  plugins: string;
  provisioning: string;
  /** What the provisioned data sources take from the environment. */
  variables: Record<string, string>;
}

/**
 * Looks for a Grafana: at `GRAFANA_HOME`, else `grafana` on the `PATH`. Undefined when there is none; an error when
 * `GRAFANA_HOME` is set and is none.
 */
export function findGrafana(environment: NodeJS.ProcessEnv): Grafana | undefined {
  const { GRAFANA_HOME, PATH: path = '' } = environment;
  if (GRAFANA_HOME) {
    const home = resolve(GRAFANA_HOME);
    // The second is where a build of Grafana's own sources leaves it.
    const binaries = [join(home, 'bin', 'grafana'), join(home, 'bin', platform(), 'grafana')];
    const binary = binaries.find((candidate) => existsSync(candidate));
    if (binary === undefined || !isHome(home)) {
      throw new Error(
        `GRAFANA_HOME is ${home}, which is no Grafana: it needs bin/grafana, conf/defaults.ini and public/.`,
      );
    }
    return { binary, home };
  }
  const binary = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'grafana'))
    .find((candidate) => existsSync(candidate));
  if (binary === undefined) {
    return undefined;
  }
  const prefix = dirname(dirname(realpathSync(binary)));
  // An archive's own folder, Homebrew's, and that of the Debian and RPM packages.
  const found = [prefix, join(prefix, 'share', 'grafana'), '/usr/share/grafana'].find(isHome);
  if (found === undefined) {
    throw new Error(`${binary} is there, but its conf/defaults.ini and public/ are not found: set GRAFANA_HOME.`);
  }
  return { binary, home: found };
}

function isHome(folder: string): boolean {
  return existsSync(join(folder, 'conf', 'defaults.ini')) && existsSync(join(folder, 'public'));
}

function platform(): string {
  return `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

/**
 * The environment that configures a Grafana for the demo, without a file
 * (https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#override-configuration-with-environment-variables):
 * on this machine only, without a login, and calling nobody. What `environment` itself has for a Grafana is left out.
 */
export function grafanaEnvironment(setup: Setup, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = Object.entries(environment).filter(([name]) => !name.startsWith('GF_'));
  return {
    ...Object.fromEntries(rest),
    ...setup.variables,
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: String(setup.port),
    // Where links in alerts lead.
    GF_SERVER_ROOT_URL: `http://127.0.0.1:${setup.port}/`,
    GF_PATHS_DATA: setup.data,
    GF_PATHS_LOGS: setup.data,
    GF_PATHS_PLUGINS: setup.plugins,
    GF_PATHS_PROVISIONING: setup.provisioning,
    GF_LOG_MODE: 'console',
    GF_LOG_LEVEL: 'warn',
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: pluginID,
    ...withoutLogin,
    ...withoutCalls,
  };
}

/** Whoever can reach it may do everything. */
export const withoutLogin = {
  GF_AUTH_ANONYMOUS_ENABLED: 'true',
  GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
  GF_AUTH_DISABLE_LOGIN_FORM: 'true',
};

/** Settings by which a Grafana asks nothing of the internet. Older releases skip those that they don't know. */
export const withoutCalls = {
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: 'false',
  GF_NEWS_NEWS_FEED_ENABLED: 'false',
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
  GF_SECURITY_DISABLE_GRAVATAR: 'true',
};
