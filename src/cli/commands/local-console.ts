import * as actions from '../../actions/index.js';
import { defineCommand, flag } from '../command.js';

/** The command that opens the page of the local endpoint. */
export const openConsole = defineCommand({
  name: 'console',
  description: 'open the web console of the endpoint: resources, calls, logins, clock, faults',
  examples: ['valkey-lab local console', 'valkey-lab local console --no-open'],
  options: {
    open: flag('--no-open', 'print the address, but open no browser'),
  },
  async act({ open = true, ...options }, output) {
    const isWatched = process.stdout.isTTY && !output.options.json && !process.env['CI'];
    const withRedirect = isWatched && open;
    const { url, expiresInMs, redirectFile } = await actions.localConsole({
      ...options,
      withRedirect,
    });
    if (redirectFile === undefined) return { url, expiresInMs, problem: undefined };
    const { openInBrowser } = await import('../open-browser.js');
    return { url, expiresInMs, problem: await openInBrowser(redirectFile) };
  },
  toDocument: ({ url, expiresInMs }): { url: string; expiresInMs: number } => ({
    url,
    expiresInMs,
  }),
  isVerbatim: () => true,
  render: ({ url }) => [url],
  renderNotes({ expiresInMs, problem }) {
    if (expiresInMs === undefined) return [];
    const within = `This address works once, within ${expiresInMs / 1000} s.`;
    return problem === undefined
      ? [within]
      : [`${problem} Open the address in a browser of this machine. ${within}`];
  },
});
