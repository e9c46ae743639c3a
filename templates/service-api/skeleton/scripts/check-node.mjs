// Says what to do where npm scripts would run on a Node that is too old. On Linux the
// right one comes with the dependencies; elsewhere it has to be installed.
import process from 'node:process';

const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `This service needs Node ${NEEDED}; this is ${process.versions.node}. ` +
      `Install it (for example: nvm install ${NEEDED}) and try again.\n`,
  );
  process.exitCode = 1;
}
