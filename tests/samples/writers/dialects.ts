import type { Span, StoredSpan } from '../model';
import { writeCollector2020 } from './collector2020';
import { writeLegacy, writeLegacyNanoseconds } from './legacy';
import { writeOtelFork } from './otelFork';
import { writeOtlp } from './otlp';
import { writeStoragePlugin } from './storagePlugin';

/**
 * The ways in which spans are found stored in Log Service, by writer:
 * - `L0` Jaeger's legacy writer until December 2018, nanoseconds;
 * - `L1` Jaeger's legacy writer after it (`aliyun-log`);
 * - `LC` OpenTelemetry's collector of 2020;
 * - `O1` Jaeger's fork with OpenTelemetry's keys (`aliyun-log-otel`);
 * - `P1` Jaeger's gRPC storage plugin;
 * - `T1` OpenTelemetry's collector today, and Log Service's own OTLP ingest.
 */
export type Dialect = 'L0' | 'L1' | 'LC' | 'O1' | 'P1' | 'T1';

/** The writer of each dialect. */
export const writers: Record<Dialect, (span: Span) => StoredSpan> = {
  L0: writeLegacyNanoseconds,
  L1: writeLegacy,
  LC: writeCollector2020,
  O1: writeOtelFork,
  P1: writeStoragePlugin,
  T1: writeOtlp,
};

/** All dialects, the oldest first. */
export const dialects = Object.keys(writers) as Dialect[];
