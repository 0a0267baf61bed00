import { screen } from '@testing-library/react';
import { field, pick, setVariables, showEditor } from '../../tests/editors';
import { failingSpans } from '../query';
import type { Query } from '../types';
import { AnnotationEditor } from './AnnotationEditor';

beforeEach(() => setVariables({}));

const show = (query: Partial<Query>) => showEditor(AnnotationEditor as never, { refId: 'Anno', ...query } as Query);

test('a condition that is taken away stays away', async () => {
  const { user, query } = show(failingSpans);
  expect(screen.getByText('error')).toBeTruthy();
  await user.type(field('Status'), '{Backspace}');
  expect(query()).toEqual({ refId: 'Anno', queryType: 'search', limit: 100 });
});

test('a button asks for failing spans, whatever was asked before', async () => {
  const { user, query } = show({ queryType: 'search', service: 'reviews', minDuration: '1s', limit: 5 });
  await user.click(screen.getByRole('button', { name: 'Mark failing spans' }));
  expect(query()).toEqual({ refId: 'Anno', ...failingSpans });
});

test('another type of query is edited as a search with its conditions', async () => {
  const { user, query } = show({ queryType: 'metrics', service: 'reviews' } as Partial<Query>);
  expect(field('Service')).toBeTruthy();
  await pick(user, 'Status', 'error');
  expect(query()).toEqual({ refId: 'Anno', queryType: 'search', service: 'reviews', status: 'error', limit: 20 });
});

test('a duration that is none is told beside its field', async () => {
  show({ queryType: 'search', minDuration: 'soon', limit: 5 });
  expect(screen.getByText(/"soon" is no duration/)).toBeTruthy();
});
