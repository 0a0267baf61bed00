import contract from '../tests/contract/settings.json';
import { normaliseSettings, settingsProblem } from './settings';
import type { SecureSettings, Settings } from './types';

interface Example {
  name: string;
  jsonData: unknown;
  secureKeys: string[];
  normalised?: object;
  error?: boolean;
}

const examples: Example[] = contract;
const valid = examples.filter(({ error }) => !error);
const invalid = examples.filter(({ error }) => error);

function problem({ jsonData, secureKeys }: Example): string | undefined {
  return settingsProblem(jsonData as Settings, new Set(secureKeys as Array<keyof SecureSettings>));
}

test('the contract has examples of both kinds', () => {
  expect(valid.length).toBeGreaterThan(0);
  expect(invalid.length).toBeGreaterThan(0);
});

describe('settings that the backend accepts', () => {
  test.each(valid)('$name', (example) => {
    expect(normaliseSettings(example.jsonData as Settings)).toStrictEqual(example.normalised);
    expect(normaliseSettings(example.normalised as Settings)).toStrictEqual(example.normalised);
    expect(problem(example)).toBeUndefined();
  });
});

describe('settings that the backend refuses', () => {
  test.each(invalid)('$name', (example) => {
    expect(problem(example)).toMatch(/^[A-Z"].+\.$/);
  });
});

describe('settingsProblem', () => {
  const good: Settings = { endpoint: 'cn-hangzhou.log.aliyuncs.com', project: 'p', instance: 'i' };
  const keys = new Set<keyof SecureSettings>(['accessKeyId', 'accessKeySecret']);
  test.each([
    { name: 'endpoint', settings: { endpoint: '' }, sentence: '<region>.log.aliyuncs.com' },
    { name: 'project', settings: { project: '' }, sentence: 'The project is missing' },
    { name: 'secret', settings: { credentialsType: 'stsToken' as const }, sentence: 'securityToken is missing' },
    {
      name: 'number',
      settings: { maxSqlRequests: 200 },
      sentence: 'maxSqlRequests must be a whole number from 1 to 100',
    },
    { name: 'look-back', settings: { traceLookback: '7' }, sentence: '"7" is no look-back' },
  ])('names what is wrong: $name', ({ settings, sentence }) => {
    expect(settingsProblem({ ...good, ...settings }, keys)).toContain(sentence);
  });
});

describe('normaliseSettings', () => {
  it('leaves to Grafana what its trace view reads', () => {
    const traceView: Settings = { tracesToLogsV2: { datasourceUid: 'loki' }, nodeGraph: { enabled: true } };
    expect(normaliseSettings(traceView)).toMatchObject(traceView);
  });

  it('leaves what it was given as it was', () => {
    const settings = { endpoint: ' here ', region: '' };
    normaliseSettings(settings);
    expect(settings).toEqual({ endpoint: ' here ', region: '' });
  });
});
