import base from '../../jest.config.js';

/** The tests of forms, variables and the data source once more, on the packages of the newest Grafana: make test-compat. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/src'],
  // It is for whether they pass, on machines that do other things besides.
  testTimeout: 300_000,
  setupFiles: [...base.setupFiles, '<rootDir>/tests/compat/setup.ts'],
  resolver: '<rootDir>/tests/compat/resolver.cjs',
};
