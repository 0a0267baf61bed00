import base from '../../jest.config.js';

/** The tests of forms, variables and the data source once more, on the packages of the newest Grafana: make test-compat. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/src'],
  setupFiles: [...base.setupFiles, '<rootDir>/tests/compat/setup.ts'],
  resolver: '<rootDir>/tests/compat/resolver.cjs',
};
