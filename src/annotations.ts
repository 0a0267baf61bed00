import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import { AnnotationEditor } from './components/lazy';
import { failingSpans, normalise } from './query';
import type { Query } from './types';

/**
 * Marks traces in graphs: those that a search finds. The backend gives the fields of annotations, which Grafana's own
 * form can map otherwise. There is no default query: Grafana would put it below a saved one, and so bring back
 * conditions that were taken away.
 */
export const annotations: AnnotationSupport<Query> = {
  QueryEditor: AnnotationEditor,
  prepareAnnotation: (stored: AnnotationQuery<Query>) =>
    stored.target === undefined ? { ...stored, target: { refId: 'Anno', ...failingSpans } } : stored,
  // Of another type of query, which a hand-written dashboard may have, the conditions are kept.
  prepareQuery: ({ target }) =>
    normalise({ refId: 'Anno', ...(target ?? failingSpans), queryType: 'search', asAnnotations: true } as Query),
};
