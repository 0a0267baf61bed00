import type { Board } from './board';
import { canary } from './canary';
import { istioTracing } from './istioTracing';
import { service } from './service';
import { services } from './services';
import { traces } from './traces';

/** The boards by the names of their files, in the order in which the plugin's page lists them. */
export const boards: Record<string, Board> = {
  'services.json': services,
  'service.json': service,
  'canary.json': canary,
  'istio-tracing.json': istioTracing,
  'traces.json': traces,
};

/** What the file of a board holds, byte for byte. */
export function fileOf(board: Board): string {
  return `${JSON.stringify(board, undefined, 2)}\n`;
}
