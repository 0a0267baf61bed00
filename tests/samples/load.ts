/** Writes the samples' history to Log Service, and prints a JSON line a sample. */
import { cargoes } from './catalogue';
import { Project } from './client';
import { exportSpans } from './export';
import { pushLogLines } from './loki';
import { readOptions, type Options } from './options';
import { defaultSeed } from './sample';

async function load(name: string, options: Options): Promise<void> {
  const { access, projectPrefix, now, minutes, seed, loki, otlp, deps } = options;
  const make = cargoes[name];
  if (make === undefined) {
    throw new Error(`There is no sample ${name}.`);
  }
  const cargo = make({ now: now * 1_000, minutes, seed: seed ?? defaultSeed, deps });
  const projectName = `${projectPrefix}${cargo.project}`;
  const project = new Project(access, projectName);
  await project.create(cargo.logstores);
  const requests = await project.write(cargo.rows);
  const logLines = loki === undefined ? 0 : await pushLogLines(loki, cargo.logLines);
  const exported = otlp === undefined ? 0 : await exportSpans(otlp, cargo.traces);
  const summary = {
    sample: name,
    project: projectName,
    ...cargo.summary,
    records: cargo.rows.length,
    requests,
    logLines,
    exported,
  };
  console.log(JSON.stringify(summary));
}

try {
  const options = readOptions(process.argv.slice(2), Object.keys(cargoes), process.env);
  for (const name of options.samples) {
    await load(name, options);
  }
  // The client's agent keeps connections open for a while; nothing is left to send over them.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
