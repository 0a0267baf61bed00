import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CopyRspackPlugin, type Configuration } from '@rspack/core';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const { id } = JSON.parse(readFileSync('plugin.json', 'utf8')) as { id: string };

/**
 * What Grafana 11.0 already has loaded and gives to plugins (public/app/features/plugins/loader/sharedDependencies.ts in
 * grafana/grafana), as far as a data source can use it. @grafana/schema is not among them, nor is react/jsx-runtime.
 */
const shared = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'rxjs',
  'rxjs/operators',
];

/** The day of the build, or of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/) when set. */
function today(): string {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return (epoch ? new Date(Number(epoch) * 1000) : new Date()).toISOString().slice(0, 10);
}

const config: Configuration = {
  mode: 'production',
  // Source maps name files by where they are below src/, as Grafana's validator looks for them.
  context: resolve('src'),
  target: ['web', 'es2021'],
  entry: { module: './module.ts' },
  devtool: 'source-map',
  externalsType: 'amd',
  externals: shared,
  resolve: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            target: 'es2021',
            parser: { syntax: 'typescript', tsx: true },
            // The automatic runtime imports react/jsx-runtime, which Grafana shares only from 12.3 on.
            transform: { react: { runtime: 'classic' } },
          },
        },
      },
    ],
  },
  output: {
    filename: '[name].js',
    // Grafana adds the version to the address of module.js only: a browser must not keep the parts of another build.
    chunkFilename: '[name].js?_cache=[contenthash]',
    path: resolve('dist'),
    uniqueName: id,
    library: { type: 'amd' },
    publicPath: `public/plugins/${id}/`,
    // The backend's binaries lie in the same folder.
    clean: { keep: /gpx_/ },
  },
  plugins: [
    new CopyRspackPlugin({
      patterns: [
        {
          from: 'plugin.json',
          context: resolve('.'),
          transform: (manifest) => manifest.toString().replaceAll('%VERSION%', version).replaceAll('%TODAY%', today()),
        },
        'img/**/*',
        // Where Grafana looks for the texts of the languages that the manifest names.
        'locales/**/*',
        'dashboards*/*.json',
        // What Grafana and its catalogue show: the README of the repository is for those who read it there.
        'README.md',
        { from: '{CHANGELOG.md,LICENSE}', context: resolve('.') },
      ],
    }),
  ],
};

export default config;
