"""Files of cases, a JSON object a line."""
import json
import os
from values import one_line


def answer_file(file, question, answer):
    """Answers every line anew: of the old one the keys of the question stay."""
    with open(file, encoding="utf-8") as source:
        cases = [json.loads(line) for line in source if line.strip()]
    lines = []
    for case in cases:
        kept = {key: case[key] for key in question if key in case}
        lines.append(one_line({**kept, **answer(case)}))
    with open(file, "w", encoding="utf-8") as target:
        target.writelines(lines)
    print(f"{len(lines)} answers in {os.path.basename(file)}", flush=True)
