import { readFileSync } from 'node:fs';
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
  target: ['web', 'es2021'],
  entry: { module: './src/module.ts' },
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
    library: { type: 'amd' },
    publicPath: `public/plugins/${id}/`,
    // The backend's binaries lie in the same folder.
    clean: { keep: /gpx_|go_plugin_build_manifest/ },
  },
  plugins: [
    new CopyRspackPlugin({
      patterns: [
        {
          from: 'plugin.json',
          transform: (manifest) => manifest.toString().replaceAll('%VERSION%', version).replaceAll('%TODAY%', today()),
        },
        { from: 'img', context: 'src', to: 'img' },
        // Where Grafana looks for the texts of the languages that the manifest names.
        { from: 'locales', context: 'src', to: 'locales' },
        { from: 'dashboards*/*.json', context: 'src' },
        '{README.md,README.zh-CN.md,CHANGELOG.md,LICENSE}',
      ],
    }),
  ],
};

export default config;
