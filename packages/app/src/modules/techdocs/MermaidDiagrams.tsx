import { useEffect } from 'react';
import { appThemeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useShadowRootElements } from '@backstage/plugin-techdocs-react';
import useObservable from 'react-use/esm/useObservable';

const DIAGRAM = 'data-diagram-source';
let drawn = 0;

/**
 * Draws the ```mermaid blocks of a TechDocs page. A block that does not parse stays as its source, with the reason
 * under it: a page never loses text because a diagram is wrong.
 */
export function MermaidDiagrams() {
  const blocks = useShadowRootElements<HTMLElement>([
    `pre.mermaid, pre:has(> code.language-mermaid), [${DIAGRAM}]`,
  ]);
  const themeApi = useApi(appThemeApiRef);
  const chosen = useObservable(
    themeApi.activeThemeId$(),
    themeApi.getActiveThemeId(),
  );
  const dark = chosen
    ? chosen === 'dark'
    : window.matchMedia('(prefers-color-scheme: dark)').matches;

  useEffect(() => {
    if (blocks.length === 0) return undefined;
    let cancelled = false;
    // The library is larger than the rest of the page: only pages with a diagram load it.
    import('mermaid').then(async ({ default: mermaid }) => {
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: 'strict',
        theme: dark ? 'dark' : 'neutral',
        fontFamily: 'inherit',
      });
      for (const block of blocks) {
        if (cancelled) return;
        await draw(mermaid, block);
      }
    });
    return () => {
      cancelled = true;
    };
  }, [blocks, dark]);

  return null;
}

type Mermaid = typeof import('mermaid')['default'];

async function draw(mermaid: Mermaid, block: HTMLElement) {
  const source = block.getAttribute(DIAGRAM) ?? block.textContent ?? '';
  try {
    const { svg } = await mermaid.render(`mermaid-${++drawn}`, source);
    const figure = document.createElement('figure');
    figure.setAttribute(DIAGRAM, source);
    figure.setAttribute('role', 'img');
    figure.setAttribute('aria-label', 'Diagram');
    figure.innerHTML = svg;
    block.replaceWith(figure);
  } catch (error) {
    if (block.nextElementSibling?.getAttribute('role') === 'alert') return;
    const reason = document.createElement('p');
    reason.setAttribute('role', 'alert');
    reason.textContent = `This diagram could not be drawn: ${
      error instanceof Error ? error.message : error
    }`;
    block.after(reason);
  }
}
