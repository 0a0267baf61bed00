import { TextDecoder, TextEncoder } from 'node:util';

// Browsers have these and @grafana/ui asks for them while it loads; jsdom lacks them.
Object.assign(globalThis, { TextDecoder, TextEncoder });

// i18next prints an advertisement once, unless it believes that it has.
Object.assign(globalThis, { __i18next_supportNoticeShown: true });

// The bundle's test runs without a window.
if (typeof window !== 'undefined') {
  window.matchMedia = (media: string) =>
    Object.assign(new EventTarget(), {
      media,
      matches: false,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    });

  // Arrow keys look for the other radio buttons of a group by its name; there are only letters, digits and signs in one.
  Object.assign(globalThis, { CSS: { escape: (text: string) => text.replaceAll(/[^\w-]/g, '\\$&') } });

  // A list that scrolls looks at where it is; without a layout it is nowhere.
  window.IntersectionObserver = class {
    readonly root = null;
    readonly rootMargin = '';
    readonly scrollMargin = '';
    readonly thresholds = [];
    observe() {}
    unobserve() {}
    disconnect() {}
    takeRecords() {
      return [];
    }
  };
}
