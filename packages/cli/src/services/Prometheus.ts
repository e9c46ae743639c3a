import fs from 'node:fs';
import path from 'node:path';
import { Service } from '../process/Service';
import { answersOk } from './Opa';

// A laptop is looked at while something happens; the default of a minute would show that too late.
const SCRAPE_INTERVAL = '5s';
const RETENTION = '15d';

/** Prometheus on the loopback interface, which scrapes one service. */
export class Prometheus {
  static async start(options: {
    program: string;
    /** Where it listens: an address of the loopback interface. */
    url: string;
    /** Where its configuration and its data lie. */
    dir: string;
    /** What is scraped: the name of the service, which becomes the label `job`, and its metrics. */
    target: { job: string; metricsUrl: string };
    logFile: string;
    pidFile: string;
    signal: AbortSignal;
  }): Promise<Prometheus> {
    const { program, url, dir, target, logFile, pidFile, signal } = options;
    const configFile = path.join(dir, 'prometheus.yml');
    fs.mkdirSync(dir, { recursive: true });
    fs.writeFileSync(configFile, prometheusConfig(target));
    const service = Service.start({
      name: 'Prometheus',
      command: program,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${path.join(dir, 'data')}`,
        `--storage.tsdb.retention.time=${RETENTION}`,
        `--web.listen-address=${new URL(url).host}`,
      ],
      logFile,
      pidFile,
    });
    try {
      await service.ready(() => answersOk(`${url}/-/ready`), {
        timeout: 60_000,
        signal,
      });
    } catch (error) {
      await service.stop();
      throw error;
    }
    return new Prometheus(service, url);
  }

  private constructor(readonly service: Service, readonly url: string) {}

  stop(): Promise<void> {
    return this.service.stop();
  }
}

function prometheusConfig(target: { job: string; metricsUrl: string }): string {
  const { host, pathname } = new URL(target.metricsUrl);
  // JSON is YAML, which is what Prometheus reads.
  return JSON.stringify(
    {
      global: { scrape_interval: SCRAPE_INTERVAL, scrape_timeout: '4s' },
      scrape_configs: [
        {
          job_name: target.job,
          metrics_path: pathname,
          static_configs: [{ targets: [host] }],
        },
      ],
    },
    undefined,
    2,
  );
}
