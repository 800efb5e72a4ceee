/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { render } from 'preact';
import { App } from './app.js';
import { openSession } from './session.js';

render(<App />, document.body);
void openSession();
