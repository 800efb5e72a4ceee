import type { LoginRecord } from '../cache/index.js';
import type { WatchedCall } from '../http/calls.js';
import type { Account } from '../state/account.js';
import { toCallerArn } from '../state/credentials.js';
import type { InvocationRecord } from '../state/ports.js';
import type { CallRow, InvocationRow, LoginRow } from './documents.js';

/** Returns the row of a call. */
export function toCallRow({ caller, elapsedMs, fault, ...call }: WatchedCall): CallRow {
  const rounded = { caller: toShortArn(caller), elapsedMs: round(elapsedMs) };
  return { ...call, ...rounded, fault: fault ?? null };
}

/** Returns the row of a login, without its token. */
export function toLoginRow(login: LoginRecord, account: Account): LoginRow {
  const { atMs, cache, username, command, verdict, token } = login;
  const signer = login.signer
    ? toShortArn(toCallerArn(login.signer, { account, region: '' }))
    : null;
  const facts = { atMs, cache, username, command, signer, hasToken: token !== undefined };
  return { ...facts, outcome: verdict.outcome, ...toReasons(verdict) };
}

function toReasons(
  verdict: LoginRecord['verdict'],
): Pick<LoginRow, 'rule' | 'detail' | 'fault' | 'weighed'> {
  const nothing = { rule: null, detail: null, fault: null, weighed: [] };
  if (verdict.outcome === 'open') return nothing;
  if (verdict.outcome === 'unchecked')
    return { ...nothing, rule: verdict.because, fault: verdict.fault ?? null };
  if (verdict.outcome === 'unreachable') {
    return { ...nothing, rule: 'network', detail: verdict.detail };
  }
  const weighed = (verdict.weighed ?? []).map(({ because = null, ...statement }) => ({
    ...statement,
    because,
  }));
  if (verdict.outcome === 'accepted') {
    return { ...nothing, detail: verdict.doubt ?? null, weighed };
  }
  return { ...nothing, rule: verdict.rule, detail: verdict.detail, weighed };
}

/** Returns the row of an invocation, without payload, answer and log. */
export function toInvocationRow(invocation: InvocationRecord): InvocationRow {
  const { atMs, functionName, region, requestId, elapsedMs, problem = null } = invocation;
  const { result } = invocation;
  const outcome = result ? (result.functionError ? 'error' : 'ok') : 'not run';
  const facts = { atMs, functionName, region, requestId, outcome, problem } as const;
  return { ...facts, elapsedMs: round(elapsedMs) };
}

function toShortArn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
