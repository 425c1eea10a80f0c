"""Every act that has stages, of whatever room, stands in the `leads.csv` by which its room is walked."""

import csv
from pathlib import Path

from records.act_types import StagedAct
from records.known_acts import acts_by_room


def test_no_act_with_stages_is_left_out_of_the_walks():
    written = set()
    for file in Path(__file__).parents[1].glob("*/leads.csv"):
        with file.open(newline="") as lines:
            written |= {row["act"] for row in csv.DictReader(lines)}

    acts = {act.name for _room, acts in acts_by_room() for act in acts if isinstance(act, StagedAct)}

    assert acts - written == set()
    assert written - acts == {"replace-action-plan"}, "part of another act, and so in no registry"
