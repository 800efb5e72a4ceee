import type { LambdaFunction } from '../../state/lambda.js';
import { toRuntimeVersion, toRuntimeVersionArn } from '../runtimes.js';

/** The values of a REPORT line. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  /** Only for a cold start. */
  readonly initMs?: number | undefined;
  readonly maxMemoryMb: number;
  /** Undefined means success. `failure` means that the handler threw, which only JSON logs report. */
  readonly status?: 'failure' | 'error' | 'timeout' | undefined;
  readonly errorType?: string | undefined;
}

/** The failed start of an environment. */
export interface InitReport {
  readonly initMs: number;
  /** `init` before the call, `invoke` for the second try as a part of the call. */
  readonly phase: 'init' | 'invoke';
  readonly status: 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

/** Lambda's own log lines, as text or JSON (AWS: monitoring-cloudwatchlogs). */
export interface SystemLog {
  initStart(): string;
  initReport(report: InitReport): string;
  start(requestId: string): string;
  /** Returns undefined for JSON logs, which have no such event at level INFO. */
  end(requestId: string): string | undefined;
  report(report: InvocationReport): string;
}

/** Creates the system log of a function in its log format. `readTime` is the emulator's clock. */
export function createSystemLog(fn: LambdaFunction, readTime: () => number): SystemLog {
  return fn.logFormat === 'JSON' ? createJsonLog(fn, readTime) : createTextLog(fn);
}

function createTextLog(fn: LambdaFunction): SystemLog {
  return {
    initStart: () =>
      `INIT_START Runtime Version: ${toRuntimeVersion(fn.runtime)}\tRuntime Version ARN: ${toRuntimeVersionArn(fn.runtime, fn.region)}\n`,
    initReport: ({ initMs, phase, status, errorType }) =>
      `INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}${toErrorType(errorType)}\n`,
    start: (requestId) => `START RequestId: ${requestId} Version: $LATEST\n`,
    end: (requestId) => `END RequestId: ${requestId}\n`,
    report(report) {
      const { durationMs, initMs, status, errorType } = report;
      const fields = [
        `REPORT RequestId: ${report.requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${toBilledMs(report)} ms`,
        `Memory Size: ${fn.memoryMb} MB`,
        `Max Memory Used: ${report.maxMemoryMb} MB`,
      ];
      if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
      const ending =
        status && status !== 'failure' ? `Status: ${status}${toErrorType(errorType)}` : '';
      return `${fields.join('\t')}\t${ending}\n`;
    },
  };
}

function createJsonLog(fn: LambdaFunction, readTime: () => number): SystemLog {
  const write = (type: string, record: object): string =>
    `${JSON.stringify({ time: new Date(readTime()).toISOString(), type: `platform.${type}`, record })}\n`;
  return {
    initStart: () =>
      write('initStart', {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: toRuntimeVersion(fn.runtime),
        runtimeVersionArn: toRuntimeVersionArn(fn.runtime, fn.region),
        functionName: fn.name,
        functionVersion: '$LATEST',
      }),
    initReport: ({ initMs, phase, status, errorType }) =>
      write('initReport', {
        initializationType: 'on-demand',
        phase,
        status,
        errorType,
        metrics: { durationMs: round(initMs) },
      }),
    start: (requestId) => write('start', { requestId, version: '$LATEST' }),
    end: () => undefined,
    report: (report) =>
      write('report', {
        requestId: report.requestId,
        metrics: {
          durationMs: round(report.durationMs),
          billedDurationMs: toBilledMs(report),
          memorySizeMB: fn.memoryMb,
          maxMemoryUsedMB: report.maxMemoryMb,
          ...(report.initMs === undefined ? {} : { initDurationMs: round(report.initMs) }),
        },
        status: report.status ?? 'success',
        errorType: report.errorType,
      }),
  };
}

/** Returns whole milliseconds. Since August 2025, Lambda also bills the start of an environment. */
function toBilledMs({ durationMs, initMs }: InvocationReport): number {
  return Math.ceil(durationMs + (initMs ?? 0));
}

function toErrorType(errorType: string | undefined): string {
  return errorType ? `\tError Type: ${errorType}` : '';
}

function round(ms: number): number {
  return Number(ms.toFixed(3));
}
