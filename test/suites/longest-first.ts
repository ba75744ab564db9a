import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take longest, so that short ones fill what is left at the end. */
const LONGEST = ['faults', 'tslab', 'kernel', 'fuzz', 'notebooks', 'connectors'];

/** Starts the files that take longest first. */
export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return at === -1 ? LONGEST.length : at;
    };
    return Promise.resolve([...files].sort((a, b) => place(a) - place(b)));
  }
}
