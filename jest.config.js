/** @type {import('jest').Config} */
export default {
  testEnvironment: 'jsdom',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  // Typing in a rendered form takes seconds on a busy machine.
  testTimeout: 30_000,
  setupFiles: ['<rootDir>/tests/jest-setup.ts'],
  moduleNameMapper: {
    // Styles have no meaning outside a browser.
    '\\.css$': '<rootDir>/tests/no-style.ts',
    '^react-inlinesvg$': '<rootDir>/tests/no-icon.ts',
  },
  transform: {
    '^.+\\.(mjs|cjs|js|tsx?)$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          // As in the bundle.
          transform: { react: { runtime: 'classic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Packages that Grafana's depend on, such as d3's, come as modules only.
  transformIgnorePatterns: [],
};
