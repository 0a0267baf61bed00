import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataQuery } from '@grafana/schema';

import type { StoredQuery } from '../../src/query';

/** A target as a board holds it. */
export type Target = DataQuery & StoredQuery & { type?: string; expression?: string; measure?: string };

/** A panel as a board holds it, as far as tests look at it. */
export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: Target[];
  transformations?: Array<{ id: string; options: object }>;
  fieldConfig?: {
    defaults: { unit?: string; noValue?: string };
    overrides: Array<{ matcher: { id: string; options: string }; properties: Array<{ id: string; value: unknown }> }>;
  };
  options?: { yAxis?: { unit?: string } };
}

/** A board, as far as tests look at it. */
export interface Board {
  uid: string;
  title: string;
  tags: string[];
  links: Array<{ type: string; tags: string[]; includeVars: boolean; keepTime: boolean }>;
  annotations: { list: Array<{ name: string; enable: boolean; datasource: object; target: Target }> };
  templating: { list: Array<{ name: string; type: string; query?: unknown; datasource?: object }> };
  panels: Panel[];
}

/**
 * Reads a board from its file.
 *
 * @param folder - that of its language
 */
export function readBoard(name: string, folder = 'dashboards'): Board {
  return JSON.parse(readFileSync(join('src', folder, name), 'utf8')) as Board;
}

/** The panel of a board with this title. */
export function panelOf(board: Board, title: string): Panel {
  const found = board.panels.find((panel) => panel.title === title);
  if (found === undefined) {
    throw new Error(`${board.title} has no panel ${title}.`);
  }
  return found;
}
