"""The files of a service that somebody begins. Empty places stop the start until they are filled."""

from __future__ import annotations

from datetime import date

SERVICE = """\
# yaml-language-server: $schema=../schema/service.json
# Short sentences, 您, no officialese: it is read aloud. `nuanban service check {id}` says what is missing.
# Any sentence may be one text, or {{zh: …, en: …}}.
id: {id}
title: # how we name it to a resident: 退休
official_name: # as the authority names it: 企业职工退休“一件事”
names: # what people call it, ten to twenty
  -
summary: # one or two short sentences: what this brings together
lead: # the department that leads
cooperate: [] # the others
scope: national # or province, city, county: how far it can be done away from home
needs_region: true # false only when no figure differs by region
tone: plain # or condolence

items: # one department's matter each
  - key: # lower-case letters, digits, _
    title:
    department:
    days: # promised working days; leave the line out when nobody promises any
    # optional: true
    # needs: [key of an item that comes first]
    # only_if: {{question: answer}}

who: # do I qualify: the conditions in short sentences
  say:
  source: guide # a key of `sources` below
eligibility: [] # questions that decide it, written as under `questions`, with `outcomes`

questions: # what the service must know; name, ID number and phone are asked anyway
  - key:
    kind: # text, date, choice, yes_no, money, number, address … : `nuanban service check` lists all
    ask: # one question
    short: # two to six characters, for the review
    # hint: said when the answer was not understood
    # cues: [words beside which a value answers this question]
    # options: [{{value: family, title: 家庭户, names: [家里的户口本]}}]
    # says_yes: [领了证]
    # says_no: [没领证]
    # record: a field of data/records.yml that can answer it
    # only_if: {{question: answer}}

materials:
  - title:
    how: # none (不用交), photo (现在拍照传) or original (现场带原件)
    # note: where it comes from, how many copies
    # only_if: {{question: answer}}

fee:
  say:
  source: guide
time:
  say:
  source: guide
result:
  say:
  source: guide
# amount: {{say: …, source: guide}}
# proxy: {{say: may somebody else do it and what they bring, source: guide}}

online:
  say: # the way without going anywhere
counter:
  say: # the counter, always named too
  office: hub # a kind of data/offices.yml
hotline: "12345"

follow_ups: [] # - say: what usually comes next
pitfalls: [] # what often goes wrong

sources:
  guide:
    title:
    publisher:
    region: 全国 # where it holds
    as_of: {today}
as_of: {today} # when you last compared this file with its sources
regions: {{}} # what is different in a region of data/regions.yml
"""

EXAMPLES = """\
# How people say that they mean {id}. One block an act; `service` is the same in all.
# Write what you heard: whole sentences, two words, dialect, what a recogniser makes of it.
version: "3.1"

nlu:
{blocks}"""

BLOCK = """\
  - intent: {act}
    metadata:
      service: {id}
    examples: |
      -
"""

ASKED_OF_A_SERVICE = ("start", "materials", "eligibility", "time", "fee", "where", "amount", "progress")


def service(id: str, today: date) -> str:
    """data/services/<id>.yml with every place to fill."""
    return SERVICE.format(id=id, today=today.isoformat())


def examples(id: str) -> str:
    """data/nlu/<id>.yml with a block for each act that people ask of a service."""
    return EXAMPLES.format(id=id, blocks="\n".join(BLOCK.format(act=act, id=id) for act in ASKED_OF_A_SERVICE))
