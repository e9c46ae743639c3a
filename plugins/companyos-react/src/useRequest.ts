import { useEffect } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

const REFRESH_MS = 2000;

/** The state of a request, in the shape that `RequestState` takes. @public */
export type Request<T> = {
  value?: T;
  error?: Error;
  loading: boolean;
  retry: () => void;
};

/**
 * Asks once, and again every two seconds as long as what came last is still changing. The question is fixed: a component
 * that asks for another thing is another component, by its `key`.
 *
 * @param changes - whether the value is worth asking for again
 * @public
 */
export function useRequest<T>(
  ask: () => Promise<T>,
  changes: (value: T) => boolean = () => false,
): Request<T> {
  const request = useAsyncRetry(ask, []);
  const { value, loading, retry } = request;
  const again = value !== undefined && !loading && changes(value);
  useEffect(() => {
    if (!again) return undefined;
    const timer = setTimeout(retry, REFRESH_MS);
    return () => clearTimeout(timer);
  }, [again, retry]);
  return request;
}
