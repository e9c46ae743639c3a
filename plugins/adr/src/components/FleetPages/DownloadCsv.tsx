import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { messageOf } from '@companyos/plugin-companyos-react';
import { RiDownloadLine } from '@remixicon/react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { toCsv } from '../../csv';
import styles from './FleetPages.module.css';

/**
 * Downloads what is listed, all pages of it, as a file for spreadsheets.
 *
 * @param name - of the file, without its ending
 */
export function DownloadCsv(props: {
  name: string;
  rows: () => Promise<string[][]>;
}) {
  const { name, rows } = props;
  const toastApi = useApi(toastApiRef);
  const [{ loading }, download] = useAsyncFn(async () => {
    try {
      save(`${name}.csv`, toCsv(await rows()));
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

function save(fileName: string, text: string) {
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  const blob = new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
