import { t } from '@grafana/i18n';
import type { Indexing, TagFacts } from '../resources';

/** Says whose tags have a key, and whether the index has it. */
export function tagFactsText({ span, resource }: TagFacts): string {
  if (span !== undefined && span === resource) {
    return withIndex(t('tag-facts.both', 'Span and resource tag'), span);
  }
  return [
    span && withIndex(t('tag-facts.span', 'Span tag'), span),
    resource && withIndex(t('tag-facts.resource', 'Resource tag'), resource),
  ]
    .filter((text) => text !== undefined)
    .join(' · ');
}

function withIndex(place: string, indexing: Indexing): string {
  switch (indexing) {
    case 'indexed':
      return t('tag-facts.indexed', '{{place}}, indexed', { place });
    case 'notIndexed':
      return t('tag-facts.not-indexed', '{{place}}, not indexed: unseen where a span has very long tags', { place });
    case 'unknown':
      return place;
  }
}
