import { useSearchParams } from 'react-router-dom';

/** What is asked for stands in the address, so that it can be sent to somebody: its values, and how to change one. */
export function useAddress() {
  const [address, setAddress] = useSearchParams();
  const set = (key: string, value: string) =>
    setAddress(
      previous => {
        if (value) previous.set(key, value);
        else previous.delete(key);
        return previous;
      },
      { replace: true },
    );
  return { get: (key: string) => address.get(key) ?? '', set };
}
