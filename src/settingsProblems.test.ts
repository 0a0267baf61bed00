import contract from '../tests/contract/settings.json';
import { settingsProblem, settingsProblems } from './settingsProblems';
import type { Beside, SecureSettings, Settings } from './types';

interface Example extends Beside {
  name: string;
  jsonData: unknown;
  secureKeys: string[];
  error?: boolean;
}

const examples: Example[] = contract;
const valid = examples.filter(({ error }) => !error);
const invalid = examples.filter(({ error }) => error);

function setKeys({ secureKeys }: Example): ReadonlySet<keyof SecureSettings> {
  return new Set(secureKeys as Array<keyof SecureSettings>);
}

test('the contract has settings that the backend refuses', () => {
  expect(invalid.length).toBeGreaterThan(0);
});

test.each(valid)('nothing is wrong with $name', (example) => {
  expect(settingsProblems(example.jsonData as Settings, setKeys(example), example)).toEqual({});
});

test.each(invalid)('something is wrong with $name', (example) => {
  expect(settingsProblem(example.jsonData as Settings, setKeys(example), example)).toMatch(/^[A-Z"].+\.$/);
});

const good: Settings = { endpoint: 'cn-hangzhou.log.aliyuncs.com', project: 'p', instance: 'i' };
const keys = new Set<keyof SecureSettings>(['accessKeyId', 'accessKeySecret']);

test.each<{ name: string; settings: Settings; field: string; sentence: string }>([
  { name: 'endpoint', settings: { endpoint: '' }, field: 'endpoint', sentence: '<region>.log.aliyuncs.com' },
  {
    name: 'endpoint with a path',
    settings: { endpoint: 'http://h/logstores' },
    field: 'endpoint',
    sentence: 'paths of its own',
  },
  { name: 'project', settings: { project: '' }, field: 'project', sentence: 'The project is missing' },
  { name: 'logstore', settings: { storeType: 'logstore' }, field: 'logstore', sentence: 'logstore is missing' },
  {
    name: 'secret',
    settings: { credentialsType: 'stsToken' },
    field: 'securityToken',
    sentence: 'security token is missing',
  },
  { name: 'number', settings: { maxSqlRequests: 200 }, field: 'maxSqlRequests', sentence: 'number from 1 to 100' },
  { name: 'spans', settings: { maxSpans: 100_001 }, field: 'maxSpans', sentence: 'number from 1 to 100000' },
  { name: 'look-back', settings: { traceLookback: '7' }, field: 'traceLookback', sentence: '"7" is no look-back' },
])('names what is wrong beside its field: $name', ({ settings, field, sentence }) => {
  expect(settingsProblems({ ...good, ...settings }, keys)).toEqual({ [field]: expect.stringContaining(sentence) });
});

test('what is wrong comes in the order of the page', () => {
  expect(Object.keys(settingsProblems({ timeout: 0 }, new Set()))).toEqual([
    'endpoint',
    'project',
    'instance',
    'accessKeyId',
    'accessKeySecret',
    'timeout',
  ]);
});

test.each<{ name: string; settings?: Settings; beside?: Beside; secrets?: string[]; field: string; sentence: string }>([
  { name: 'no URL', beside: { url: ' ' }, field: 'url', sentence: 'http://jaeger-query:16686' },
  { name: 'a scheme', beside: { url: 'jaeger:16686' }, field: 'url', sentence: '"jaeger:16686" is no URL' },
  { name: 'a password', beside: { url: 'http://u:hush@h' }, field: 'url', sentence: 'fields for authentication' },
  { name: 'a hash', beside: { url: 'http://h/#/search' }, field: 'url', sentence: 'leave out what begins there' },
  { name: 'no user', beside: { basicAuth: true }, field: 'basicAuthUser', sentence: 'user for basic authentication' },
  { name: 'no authority', settings: { tlsAuthWithCACert: true }, field: 'tlsCACert', sentence: 'of the authority' },
  {
    name: 'no key',
    settings: { tlsAuth: true },
    secrets: ['tlsClientCert'],
    field: 'tlsClientKey',
    sentence: 'The key of the certificate',
  },
  {
    name: 'no value',
    settings: { httpHeaderName4: 'X-<Team>' },
    field: 'httpHeaderName4',
    sentence: 'name without blanks',
  },
])('names what is wrong with Jaeger beside its field: $name', ({ settings, beside, secrets = [], field, sentence }) => {
  const found = settingsProblems(
    { access: 'jaegerQuery', ...settings },
    new Set(secrets as Array<keyof SecureSettings>),
    { url: 'http://jaeger-query:16686', ...beside },
  );
  expect(found).toEqual({ [field]: expect.stringContaining(sentence) });
});
