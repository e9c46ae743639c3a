import { useSearchParams } from 'react-router-dom';

/**
 * What is asked for stands in the address, so that it can be sent to somebody: its values, and how to change one or several.
 *
 * @public
 */
export function useAddress() {
  const [address, setAddress] = useSearchParams();
  const setAll = (values: Record<string, string>) =>
    setAddress(
      previous => {
        for (const [key, value] of Object.entries(values)) {
          if (value) previous.set(key, value);
          else previous.delete(key);
        }
        return previous;
      },
      { replace: true },
    );
  return {
    get: (key: string) => address.get(key) ?? '',
    set: (key: string, value: string) => setAll({ [key]: value }),
    setAll,
  };
}
