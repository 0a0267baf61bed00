import contract from '../tests/contract/settings.json';
import { normaliseSettings } from './settings';
import type { Beside, Settings } from './types';

interface Example extends Beside {
  name: string;
  jsonData: unknown;
  normalised?: object;
  error?: boolean;
}

const examples: Example[] = contract;
const valid = examples.filter(({ error }) => !error);

test('the contract has settings that the backend accepts', () => {
  expect(valid.length).toBeGreaterThan(0);
});

describe('settings that the backend accepts', () => {
  test.each(valid)('$name', (example) => {
    expect(normaliseSettings(example.jsonData as Settings, example)).toStrictEqual(example.normalised);
    expect(normaliseSettings(example.normalised as Settings, example)).toStrictEqual(example.normalised);
  });
});

describe('normaliseSettings', () => {
  it('leaves to Grafana what its trace view reads', () => {
    const traceView: Settings = { tracesToLogsV2: { datasourceUid: 'loki' }, spanBar: { type: 'None' } };
    expect(normaliseSettings(traceView)).toMatchObject(traceView);
  });

  it('leaves what it was given as it was', () => {
    const settings = { endpoint: ' here ', region: '' };
    normaliseSettings(settings);
    expect(settings).toEqual({ endpoint: ' here ', region: '' });
  });
});
