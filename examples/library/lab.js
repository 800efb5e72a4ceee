import { down, invoke, LabError, up } from 'valkey-lab';

// Creates, calls and deletes the lab from your own program. Without `local`, the lab runs on AWS.

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const options = {
  lab: 'example',
  local: true,
  signal: stop.signal,
  onProgress(event) {
    if (event.type !== 'finished') return;
    const { kind, name, action } = event.report;
    console.log(`${kind} ${name}: ${action}`);
  },
};

try {
  const { endpoint } = await up(options);
  console.log(`The cache is at ${endpoint?.address}:${endpoint?.port}.`);
  const { payload, roundTrip } = await invoke(options);
  console.log(`${payload}: ${roundTrip?.inserted === roundTrip?.fetched}`);
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  const { text, command = [] } = error.hint;
  const next = text.replace('{command}', `valkey-lab ${command.join(' ')}`);
  console.error(`${error.code}: ${error.message}\nNext: ${next}`);
  process.exitCode = error.exitCode;
} finally {
  const { resources } = await down({ ...options, signal: undefined });
  console.log(`${resources.filter(({ action }) => action === 'deleted').length} deleted.`);
}
