import type { CliError } from '../errors';
import type { Service } from '../process/Service';
import type { Steps } from '../steps/Steps';

type Member = { service: Service; stop(): Promise<void> };

/** Services that belong together: they are stopped in the reverse order, all of them, whatever one of them does. */
export class Stack {
  private readonly members: (Member & { optional?: boolean })[] = [];

  constructor(private readonly steps: Steps) {}

  add<T extends Member>(member: T): T {
    this.members.push(member);
    return member;
  }

  /** Adds a service that the others do without: it is stopped with them, and its own end is no reason to stop them. */
  addOptional(member: Member): void {
    const { service } = member;
    this.members.push({ service, stop: () => member.stop(), optional: true });
  }

  /** Settles when the first of the services that are needed ends by itself. */
  firstEnd(): Promise<CliError> {
    return Promise.race(
      this.members
        .filter(({ optional }) => !optional)
        .map(member => member.service.ended),
    );
  }

  async stop(): Promise<void> {
    const problems: unknown[] = [];
    for (const member of this.members.splice(0).reverse()) {
      try {
        await this.steps.run(`Stop ${member.service.name}`, () =>
          member.stop(),
        );
      } catch (error) {
        problems.push(error);
      }
    }
    if (problems.length > 0) throw problems[0];
  }
}
