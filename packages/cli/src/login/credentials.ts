import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod/v4';
import { CliError } from '../errors';

const credentialsSchema = z.object({
  accessToken: z.string(),
  /** Milliseconds since 1970; absent for a token that the person brought. */
  expiresAt: z.number().optional(),
  refreshToken: z.string().optional(),
});

const fileSchema = z.object({
  version: z.literal(1),
  /** The portal that commands use when none is named. */
  current: z.string().optional(),
  portals: z.record(z.string(), credentialsSchema),
});

/** What lets this tool act as a person on one portal. */
export type Credentials = z.infer<typeof credentialsSchema>;

type CredentialsFile = z.infer<typeof fileSchema>;

/** The file of logins, readable for its owner alone: `companyos/credentials.json` in the user's config folder. */
export class CredentialStore {
  readonly file: string;

  constructor(env: NodeJS.ProcessEnv) {
    const config = env.XDG_CONFIG_HOME || path.join(os.homedir(), '.config');
    this.file = path.join(config, 'companyos', 'credentials.json');
  }

  get current(): string | undefined {
    return this.read().current;
  }

  get(portal: string): Credentials | undefined {
    return this.read().portals[portal];
  }

  set(portal: string, credentials: Credentials) {
    const content = this.read();
    this.write({
      ...content,
      current: portal,
      portals: { ...content.portals, [portal]: credentials },
    });
  }

  remove(portal: string) {
    const { [portal]: _removed, ...portals } = this.read().portals;
    this.write({ version: 1, current: Object.keys(portals)[0], portals });
  }

  private read(): CredentialsFile {
    if (!fs.existsSync(this.file)) return { version: 1, portals: {} };
    try {
      return fileSchema.parse(JSON.parse(fs.readFileSync(this.file, 'utf8')));
    } catch (error) {
      throw new CliError(
        `${this.file} cannot be read as logins. Remove it and log in again.`,
        undefined,
        {
          cause: error,
        },
      );
    }
  }

  private write(content: CredentialsFile) {
    fs.mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${process.pid}`;
    fs.writeFileSync(draft, `${JSON.stringify(content, undefined, 2)}\n`, {
      mode: 0o600,
    });
    fs.renameSync(draft, this.file);
  }
}
