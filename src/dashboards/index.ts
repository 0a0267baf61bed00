import type { Board } from './board';
import { canary } from './canary';
import { chinese } from './chinese';
import { istioTracing } from './istioTracing';
import { service } from './service';
import { services } from './services';
import { traces } from './traces';
import { translate } from './translate';

/** The boards by the names of their files, in the order in which the plugin's page lists them. */
export const boards: Record<string, Board> = {
  'services.json': services,
  'service.json': service,
  'canary.json': canary,
  'istio-tracing.json': istioTracing,
  'traces.json': traces,
};

/** The same boards in every language, by the folder that their files lie in. Grafana provisions all of a folder. */
export const sets: Record<string, Record<string, Board>> = {
  dashboards: boards,
  'dashboards-zh-Hans': Object.fromEntries(
    Object.entries(boards).map(([name, board]) => [name, translate(board, chinese)]),
  ),
};

/** What the file of a board holds, byte for byte. */
export function fileOf(board: Board): string {
  return `${JSON.stringify(board, undefined, 2)}\n`;
}
