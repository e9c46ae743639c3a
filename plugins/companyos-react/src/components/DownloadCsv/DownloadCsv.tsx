import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { messageOf } from '../RequestState';
import styles from './DownloadCsv.module.css';
import { saveFile } from './saveFile';
import { toCsv } from './toCsv';

/**
 * Downloads what is listed, all pages of it, as a file for spreadsheets.
 *
 * @param name - of the file, without its ending
 * @param rows - the first one holds the names of the columns
 * @public
 */
export function DownloadCsv(props: {
  name: string;
  rows: () => Promise<string[][]>;
}) {
  const { name, rows } = props;
  const toastApi = useApi(toastApiRef);
  const [{ loading }, download] = useAsyncFn(async () => {
    try {
      // The mark at the beginning tells spreadsheets that it is UTF-8.
      const text = `\uFEFF${toCsv(await rows())}`;
      saveFile(`${name}.csv`, text, 'text/csv;charset=utf-8');
    } catch (error) {
      toastApi.post({
        title: 'Could not export',
        description: messageOf(error as Error),
        status: 'danger',
      });
    }
  }, [name, rows, toastApi]);
  return (
    <Button
      variant="secondary"
      size="small"
      className={styles.end}
      iconStart={<RiDownloadLine />}
      isPending={loading}
      onPress={download}
    >
      Export as CSV
    </Button>
  );
}
