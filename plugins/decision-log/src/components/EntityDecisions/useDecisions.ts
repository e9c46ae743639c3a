import { useApi } from '@backstage/frontend-plugin-api';
import type { ListDecisionsQuery } from '@companyos/plugin-decision-log-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { decisionLogApiRef } from '../../api';
import { withNewer, withOlder, type DecisionList } from '../../decisionList';

const PAGE = 50;
const TAIL_MS = 3000;

/** OPAs upload in turns, so something older can come after something newer. */
const OVERLAP_MS = 60_000;

/** What a burst may bring between two looks; the rest of it is in the next. */
const TAIL_PAGE = 500;

type State = {
  list?: DecisionList;
  error?: Error;
  /** The last look for newer ones failed; the next may not. */
  liveError?: Error;
  loading: boolean;
};

/**
 * An entity's decisions: a page at first, older ones when asked for, newer ones by themselves while it is live and somebody
 * looks. The question is fixed, as it is in `useRequest`.
 *
 * With a text to look for, it goes on by itself until the page is full, the window is over, or `stop` is called.
 */
export function useDecisions(
  entityRef: string,
  filter: ListDecisionsQuery,
  isLive: boolean,
) {
  const api = useApi(decisionLogApiRef);
  const [state, setState] = useState<State>({ loading: true });
  const running = useRef<AbortController | undefined>(undefined);
  const opened = useRef(Date.now());

  const load = useCallback(
    async (known: DecisionList | undefined) => {
      running.current?.abort();
      const controller = new AbortController();
      const { signal } = controller;
      running.current = controller;
      setState({ list: known, loading: true });
      let list = known;
      const wanted = (known?.items.length ?? 0) + PAGE;
      try {
        do {
          const page = await api.listDecisions(
            entityRef,
            { ...filter, limit: PAGE, cursor: list?.nextCursor },
            { signal },
          );
          list = withOlder(list, page);
          if (signal.aborted) return;
          setState({ list, loading: true });
        } while (filter.query && list.nextCursor && list.items.length < wanted);
        setState({ list, loading: false });
      } catch (error) {
        if (!signal.aborted)
          setState({ list, loading: false, error: error as Error });
      }
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the question is fixed
    [api, entityRef],
  );

  useEffect(() => {
    load(undefined);
    return () => running.current?.abort();
  }, [load]);

  const newest = state.list?.items[0]?.time;
  const isReady = isLive && state.list !== undefined;
  useEffect(() => {
    if (!isReady) return undefined;
    const controller = new AbortController();
    const look = async () => {
      if (document.hidden) return;
      const since = (newest ? Date.parse(newest) : opened.current) - OVERLAP_MS;
      const page = await api.listDecisions(
        entityRef,
        {
          ...filter,
          to: undefined,
          from: new Date(since).toISOString(),
          limit: TAIL_PAGE,
        },
        { signal: controller.signal },
      );
      setState(({ list, ...rest }) => ({
        ...rest,
        liveError: undefined,
        list: list && withNewer(list, page.items),
      }));
    };
    const timer = setInterval(() => {
      look().catch(liveError => {
        if (!controller.signal.aborted)
          setState(previous => ({ ...previous, liveError }));
      });
    }, TAIL_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the question is fixed
  }, [api, entityRef, isReady, newest]);

  return {
    ...state,
    loadOlder: () => load(state.list),
    retry: () => load(undefined),
    stop: () => {
      running.current?.abort();
      setState(({ list, error }) => ({ list, error, loading: false }));
    },
  };
}
