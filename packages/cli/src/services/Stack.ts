import type { CliError } from '../errors';
import type { Service } from '../process/Service';
import type { Steps } from '../steps/Steps';

type Member = { service: Service; stop(): Promise<void> };

/** Services that belong together: they are stopped in the reverse order, all of them, whatever one of them does. */
export class Stack {
  private readonly members: Member[] = [];

  constructor(private readonly steps: Steps) {}

  add<T extends Member>(member: T): T {
    this.members.push(member);
    return member;
  }

  /** Settles when the first of the services ends by itself. */
  firstEnd(): Promise<CliError> {
    return Promise.race(this.members.map(member => member.service.ended));
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
