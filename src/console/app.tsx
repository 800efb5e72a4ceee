import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Calls } from './calls.js';
import { Functions } from './functions/functions.js';
import { Header } from './header.js';
import { Logins } from './logins/logins.js';
import { Notice } from './notice.js';
import { Overview } from './overview/overview.js';
import { Report } from './report.js';
import { connection } from './session.js';
import { announcement, calls, invocations, logins, report } from './store.js';
import { Switches } from './switches/switches.js';
import { Panel, Tabs } from './tabs.js';

/** The view that is open. */
export const view = signal('overview');

const VIEWS: Readonly<Record<string, ComponentType>> = {
  overview: Overview,
  calls: Calls,
  logins: Logins,
  functions: Functions,
  report: Report,
  switches: Switches,
};

/** The whole page. */
export function App() {
  const hasData = connection.value.state === 'open' || connection.value.state === 'lost';
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <p class="unseen" role="status" aria-live="polite">
        {announcement}
      </p>
      <Notice />
      {hasData ? <Views /> : null}
    </>
  );
}

function Views() {
  const View = VIEWS[view.value] ?? Overview;
  const tabs = [
    { id: 'overview', name: 'Overview' },
    { id: 'calls', name: 'AWS calls', count: calls.value.total },
    { id: 'logins', name: 'Logins', count: logins.value.total },
    { id: 'functions', name: 'Functions', count: invocations.value.total },
    { id: 'report', name: 'Compatibility', count: report.value.length },
    { id: 'switches', name: 'Switches' },
  ];
  return (
    <>
      <nav aria-label="Views">
        <Tabs
          label="Views"
          tabs={tabs}
          chosen={view.value}
          choose={(id) => {
            view.value = id;
          }}
        />
      </nav>
      <main id="main" tabIndex={-1}>
        <Panel id={view.value}>
          <View />
        </Panel>
      </main>
    </>
  );
}
