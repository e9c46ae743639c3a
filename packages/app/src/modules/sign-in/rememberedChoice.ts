import { z } from 'zod/v4';

const KEY = 'companyos.sign-in';

const choiceSchema = z.discriminatedUnion('way', [
  z.object({ way: z.literal('personas'), entityRef: z.string() }),
  z.object({ way: z.enum(['github', 'oidc']) }),
]);

/** How somebody signed in last, in this browser. Holds no secret: a session is asked for anew. */
export type Choice = z.infer<typeof choiceSchema>;

export function rememberChoice(choice: Choice): void {
  localStorage.setItem(KEY, JSON.stringify(choice));
}

export function forgetChoice(): void {
  localStorage.removeItem(KEY);
}

/** What is stored may be of another version, or somebody else's doing: then nothing is remembered. */
export function recallChoice(): Choice | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return choiceSchema.safeParse(stored).data;
  } catch {
    return undefined;
  }
}
