import { signal } from '@preact/signals';

/** The colours. Without a choice, they follow the system. The choice ends with the page. */
const chosen = signal<'light' | 'dark' | undefined>(undefined);

function isDark(): boolean {
  if (chosen.value) return chosen.value === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

export function ThemeButton() {
  const other = isDark() ? 'light' : 'dark';
  const choose = () => {
    chosen.value = other;
    document.documentElement.dataset['theme'] = other;
  };
  return (
    <button type="button" class="theme" onClick={choose} aria-label={`Use ${other} colours`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </button>
  );
}
