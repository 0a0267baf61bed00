import { version } from 'react';
import { dependencies } from './13.2/package.json';

// Else a mistake in resolver.cjs would test once more what make test does.
if (version !== dependencies.react) {
  throw new Error(
    `These tests are for React ${dependencies.react}, and found ${version}: see tests/compat/resolver.cjs.`,
  );
}
