import { test } from 'vitest';
import { startLab } from '../support/lab.js';
import { down, up } from '../support/run-lab.js';
test('x', async () => {
  const lab = await startLab({ pace: 'real' });
  await up(lab, ['iamUser']);
  lab.emulator.advance(600_000);
  const t = Date.now();
  lab.ctx.aws.elastiCache().then((c) => c.middlewareStack.add((next: any) => async (a: any) => { const s = Date.now(); try { const r = await next(a); console.log('ok', Date.now() - s, (c.config as any).systemClockOffset); return r; } catch (e: any) { console.log('err', e.name, e.message, Date.now() - s, (c.config as any).systemClockOffset, e.$metadata); throw e; } }, { step: 'finalizeRequest', priority: 'low' } as any));
  await down(lab).catch((e) => console.log(e));
  console.log(Date.now() - t);
  await lab[Symbol.asyncDispose]();
}, 60000);
