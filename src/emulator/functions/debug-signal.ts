const ignore = (): void => {};

/**
 * Keeps Node's debugger closed when a function sends SIGUSR1 to this process: Node opens it only where nobody
 * listens to the signal. The listener stays, for a function's processes may be the last to end.
 */
export function keepDebuggerClosed(): void {
  if (!process.listeners('SIGUSR1').includes(ignore)) process.on('SIGUSR1', ignore);
}
