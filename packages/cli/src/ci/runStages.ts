import type { EvidenceFolder, RunRecord } from './EvidenceFolder';
import type { Stage, StageContext, StageResult } from './Stage';

/**
 * Runs stages one after the other, tells the person, and keeps in `evidence/run.json` how each ended and how long it
 * took. The first that fails ends the run.
 *
 * @returns how each stage of this call ended
 */
export async function runStages(
  stages: Stage[],
  context: StageContext,
): Promise<RunRecord['stages']> {
  const done: RunRecord['stages'] = [];
  for (const stage of stages) {
    done.push(await runStage(stage, context));
  }
  return done;
}

async function runStage(
  stage: Stage,
  context: StageContext,
): Promise<RunRecord['stages'][number]> {
  const { evidence, signal, steps } = context;
  const started = new Date();
  const end = (entry: {
    outcome: RunRecord['stages'][number]['outcome'];
    reason?: string;
  }) => {
    const seconds = (Date.now() - started.getTime()) / 1000;
    return record(evidence, started, { name: stage.name, seconds, ...entry });
  };
  signal.throwIfAborted();
  let result: StageResult;
  try {
    result = await steps.run(
      stage.title,
      () => stage.run(context),
      ({ outcome }) => (outcome === 'passed' ? '✓' : '?'),
    );
  } catch (error) {
    end({ outcome: 'failed', reason: (error as Error).message.slice(-2000) });
    throw error;
  }
  const { outcome, note } = result;
  if (note) steps.say(`  ${note}`);
  return end({ outcome, reason: note });
}

/** A stage that is run again replaces what it said before. */
function record(
  evidence: EvidenceFolder,
  started: Date,
  entry: RunRecord['stages'][number],
): RunRecord['stages'][number] {
  const before = evidence.run();
  evidence.writeRun({
    startedOn: before?.startedOn ?? started.toISOString(),
    finishedOn: new Date().toISOString(),
    stages: [
      ...(before?.stages ?? []).filter(({ name }) => name !== entry.name),
      entry,
    ],
  });
  return entry;
}
