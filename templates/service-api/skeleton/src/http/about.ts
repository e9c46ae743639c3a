import { z } from 'zod';
import { openApiDocument } from '../openapi.ts';
import { operation, type Operation } from './operation.ts';
import { ProblemError, PROBLEMS, type ProblemCode } from './problems.ts';
import { schemas } from './schemas.ts';

const problemTypeSchema = z
  .object({ code: z.string(), status: z.number().int(), title: z.string() })
  .register(schemas, { id: 'ProblemType' });

const contractSchema = z
  .record(z.string(), z.unknown())
  .register(schemas, { id: 'OpenApiDocument' });

/** The service explains itself: its contract, and what each problem code means. */
export function aboutOperations(others: readonly Operation[]): Operation[] {
  const about: Operation[] = [
    operation({
      id: 'getContract',
      access: 'public',
      method: 'get',
      path: '/openapi.json',
      summary: 'This API as an OpenAPI document',
      tag: 'about',
      success: {
        status: 200,
        description: 'The document',
        body: contractSchema,
      },
      problems: [],
      handle: () => ({ body: contract }),
    }),
    operation({
      id: 'getProblemType',
      access: 'public',
      method: 'get',
      path: '/problems/{code}',
      summary: 'What a problem code means',
      tag: 'about',
      params: z.object({ code: z.string() }),
      success: {
        status: 200,
        description: 'Its meaning',
        body: problemTypeSchema,
      },
      problems: ['PROBLEM_NOT_FOUND'],
      handle: ({ params: { code } }) => {
        if (!isProblemCode(code)) {
          throw new ProblemError(
            'PROBLEM_NOT_FOUND',
            `No problem is called '${code}'.`,
          );
        }
        return { body: { code, ...PROBLEMS[code] } };
      },
    }),
  ];
  const contract = openApiDocument([...others, ...about]);
  return about;
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}
