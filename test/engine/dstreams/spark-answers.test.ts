import { expect, test } from 'vitest';
import { Seconds, type DStream } from '../../../dstreams.ts';
import { noted, streaming } from './streaming-context.ts';

const given = streaming();
const QUEUE = [['a'], ['b', 'b'], [], ['a', 'c'], ['a'], [], []];
const add = (a: any, b: any): any => a + b;
const take = (a: any, b: any): any => a - b;
const ones = (words: DStream<string>): DStream<[string, number]> => words.map((word) => [word, 1]);

/** What PySpark 4.3 gave for batches of the queue above; batches count from the first, rows are sorted. */
const ANSWERS: readonly (readonly [string, (words: DStream<string>) => DStream<any>, unknown[]])[] = [
  [
    'reduceByKeyAndWindow with an inverse and a filter',
    (words) => ones(words).reduceByKeyAndWindow(add, take, Seconds(3), Seconds(1), ([, n]) => n > 0),
    [
      [0, [['a', 1]]],
      [
        1,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [
        2,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [
        3,
        [
          ['a', 1],
          ['b', 2],
          ['c', 1],
        ],
      ],
      [
        4,
        [
          ['a', 2],
          ['c', 1],
        ],
      ],
      [
        5,
        [
          ['a', 2],
          ['c', 1],
        ],
      ],
      [6, [['a', 1]]],
      [7, []],
    ],
  ],
  [
    'reduceByKeyAndWindow with an inverse, which keeps what is gone',
    (words) => ones(words).reduceByKeyAndWindow(add, take, Seconds(5), Seconds(1)),
    [
      [0, [['a', 1]]],
      [
        1,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [
        2,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [
        3,
        [
          ['a', 2],
          ['b', 2],
          ['c', 1],
        ],
      ],
      [
        4,
        [
          ['a', 3],
          ['b', 2],
          ['c', 1],
        ],
      ],
      [
        5,
        [
          ['a', 2],
          ['b', 2],
          ['c', 1],
        ],
      ],
      [
        6,
        [
          ['a', 2],
          ['b', 0],
          ['c', 1],
        ],
      ],
      [
        7,
        [
          ['a', 2],
          ['b', 0],
          ['c', 1],
        ],
      ],
    ],
  ],
  [
    'window of three batches every two',
    (words) => words.window(Seconds(3), Seconds(2)),
    [
      [0, ['a', 'b', 'b']],
      [2, ['a', 'b', 'b', 'c']],
      [4, ['a', 'a', 'c']],
      [6, []],
    ],
  ],
  [
    'countByValueAndWindow',
    (words) => words.countByValueAndWindow(Seconds(2), Seconds(1)),
    [
      [0, [['a', 1]]],
      [
        1,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [2, [['b', 2]]],
      [
        3,
        [
          ['a', 1],
          ['c', 1],
        ],
      ],
      [
        4,
        [
          ['a', 2],
          ['c', 1],
        ],
      ],
      [5, [['a', 1]]],
      [6, []],
      [7, []],
    ],
  ],
  [
    'reduceByWindow',
    (words) => words.reduceByWindow(add, Seconds(2), Seconds(1)),
    [
      [0, ['a']],
      [1, ['abb']],
      [2, ['bb']],
      [3, ['ac']],
      [4, ['aca']],
      [5, ['a']],
      [6, []],
      [7, []],
    ],
  ],
  [
    'updateStateByKey that forgets',
    (words) =>
      ones(words).updateStateByKey((values: number[], n?: number) =>
        values.length === 0 && n === 2 ? undefined : (n ?? 0) + values.length,
      ),
    [
      [0, [['a', 1]]],
      [
        1,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [2, [['a', 1]]],
      [
        3,
        [
          ['a', 2],
          ['c', 1],
        ],
      ],
      [
        4,
        [
          ['a', 3],
          ['c', 1],
        ],
      ],
      [
        5,
        [
          ['a', 3],
          ['c', 1],
        ],
      ],
      [
        6,
        [
          ['a', 3],
          ['c', 1],
        ],
      ],
      [
        7,
        [
          ['a', 3],
          ['c', 1],
        ],
      ],
    ],
  ],
];

test.each(ANSWERS)('%s gives what Spark gives', async (_, of, expected) => {
  const ssc = given().context();
  const gave = noted(of(ssc.queueStream(QUEUE.map((batch) => [...batch]))));
  ssc.start();
  await ssc.step(8);
  const sorted = gave.map(([ms, rows]) => [(ms - gave[0]![0]) / 1000, [...rows].sort()]);
  expect(sorted).toEqual(expected);
});
