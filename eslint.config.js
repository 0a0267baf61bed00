import grafana from '@grafana/eslint-config';
import i18n from '@grafana/i18n/eslint-plugin';

/**
 * Which of our own files each room may import; what is missing here is an arrow that the design does not have:
 * module → datasource → {variables, annotations} → query → types; components → {resources, query, types}.
 * A query is made of filters (whose variables are expansion's), metrics, searchResults, serviceGraph and traces;
 * migrations bring older ones to that form, and importing those of other data sources.
 * duration, alerting, nestedSpans and settings are leaves beside it; the files of problems hold
 * the sentences. Only what registers an editor knows components, and a component knows the data source's type alone.
 */
const arrows = [
  { room: 'settingsTypes', may: [] },
  { room: 'types', may: ['./settingsTypes'] },
  { room: 'duration', may: [] },
  { room: 'resources', may: [] },
  { room: 'uploads', may: ['./resources'] },
  { room: 'alerting', may: [] },
  { room: 'pattern', may: [] },
  { room: 'logfmt', may: [] },
  { room: 'conditions', may: ['./types'] },
  { room: 'filters', may: ['./conditions', './types'] },
  { room: 'migrations', may: ['./conditions', './filters', './logfmt'] },
  { room: 'metrics', may: ['./filters', './types'] },
  { room: 'searchResults', may: ['./filters', './types'] },
  { room: 'serviceGraph', may: ['./filters', './types'] },
  { room: 'traces', may: ['./filters', './types'] },
  { room: 'expansion', may: ['./conditions', './filters'] },
  { room: 'templating', may: ['./expansion'] },
  {
    room: 'query',
    may: [
      './conditions',
      './expansion',
      './filters',
      './metrics',
      './migrations',
      './searchResults',
      './serviceGraph',
      './traces',
      './types',
    ],
  },
  { room: 'fromTempo', may: ['./filters', './searchResults'] },
  { room: 'importing', may: ['./filters', './fromTempo', './query', './types'] },
  { room: 'fieldProblems', may: ['./duration'] },
  {
    room: 'conditionProblems',
    may: ['./conditions', './fieldProblems', './filters', './pattern', './types'],
  },
  { room: 'filterProblems', may: ['./conditionProblems', './duration', './fieldProblems', './filters', './types'] },
  {
    room: 'metricsProblems',
    may: ['./duration', './fieldProblems', './filterProblems', './filters', './metrics', './types'],
  },
  { room: 'searchProblems', may: ['./fieldProblems', './filters', './searchResults'] },
  {
    room: 'queryProblems',
    may: [
      './duration',
      './fieldProblems',
      './filterProblems',
      './filters',
      './metricsProblems',
      './migrations',
      './query',
      './searchProblems',
      './serviceGraph',
      './traces',
      './types',
    ],
  },
  { room: 'settings', may: ['./types'] },
  { room: 'jaegerProblems', may: ['./settings', './types'] },
  { room: 'spanLinkProblems', may: ['./settings'] },
  {
    room: 'settingsProblems',
    may: ['./duration', './jaegerProblems', './settings', './spanLinkProblems', './types'],
  },
  {
    room: '{variables,annotations}',
    may: ['./components/*', './query', './variableValues', './types'],
    asTypes: ['./datasource'],
  },
  { room: 'variableNames', may: ['./expansion', './filters', './resources', './types'] },
  { room: 'variableValues', may: ['./resources', './templating', './types', './variableNames'] },
  { room: 'adHocNames', may: ['./filters', './metrics', './resources'] },
  { room: 'adHocFilters', may: ['./conditions', './expansion', './filters', './metrics', './types'] },
  { room: 'nestedSpans', may: [] },
  {
    room: 'datasource',
    may: [
      './variables',
      './annotations',
      './adHocFilters',
      './adHocNames',
      './alerting',
      './importing',
      './metrics',
      './nestedSpans',
      './query',
      './templating',
      './types',
    ],
  },
  { room: 'languages', may: ['./locales/*'] },
  { room: 'module', may: ['./components/*', './datasource', './languages', './types', './plugin.json'] },
  {
    room: 'components/*',
    may: [
      './*',
      '../resources',
      '../uploads',
      '../alerting',
      '../conditions',
      '../conditionProblems',
      '../filters',
      '../logfmt',
      '../metrics',
      '../migrations',
      '../searchResults',
      '../serviceGraph',
      '../traces',
      '../query',
      '../queryProblems',
      '../settings',
      '../settingsProblems',
      '../spanLinkProblems',
      '../duration',
      '../templating',
      '../variableNames',
      '../types',
    ],
    asTypes: ['../datasource'],
  },
];

/** Refuses every relative import of a room but those it may have. */
function enforce({ room, may, asTypes = [] }) {
  const paths = (allowed) => allowed.map((path) => path.replaceAll('.', '\\.').replace('*', '[^.].*')).join('|');
  const message = `Only ${may.join(', ') || 'packages'} may be imported here: see the arrows in eslint.config.js.`;
  const patterns = [{ regex: `^(?!(${paths([...may, ...asTypes])})$)\\.`, message }];
  if (asTypes.length > 0) {
    patterns.push({ regex: `^(${paths(asTypes)})$`, allowTypeImports: true, message: 'Import its type only.' });
  }
  return {
    files: [`src/${room}.ts`, `src/${room}.tsx`],
    ignores: ['**/*.test.*'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { paths: ['moment'], patterns }],
    },
  };
}

export default [
  { ignores: ['dist/', 'coverage/', '.tools/', '.cache/', 'tests/witness/**/target/', '**/.venv/'] },
  ...grafana,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A type and a value of one module may come in two lines.
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.*'],
    plugins: { '@grafana/i18n': i18n },
    rules: {
      '@grafana/i18n/no-untranslated-strings': 'error',
      '@grafana/i18n/no-translation-top-level': 'error',
      'max-lines': ['error', 220],
      'no-console': 'error',
    },
  },
  {
    // Grafana has no translations for the texts of a dashboard.
    files: ['src/dashboards/*.ts'],
    rules: { '@grafana/i18n/no-untranslated-strings': 'off' },
  },
  ...arrows.map(enforce),
];
