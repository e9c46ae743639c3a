import { z } from 'zod/v4';

/** Text from outside. What PostgreSQL would choke on is in none of our columns. */
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(value => !value.includes('\0'), 'use text without zero characters');

/** How many of something; Prometheus and Protocol Buffers count beyond 2^53 and in floating point. */
export const counter = z.number().nonnegative();

const instant = z.iso
  .datetime({
    offset: true,
    error:
      'use an ISO 8601 time with a time zone, such as 2026-11-25T10:00:00Z',
  })
  .transform(value => Date.parse(value));

/** The window of time that a question is about. */
export const windowShape = {
  /** From this time on. Default: a day before `to`. */
  from: instant.optional(),
  /** Up to and without this time. Default: now. */
  to: instant.optional(),
};
