"""Indicator definitions and scoring: pure, exact, without Django and without a clock.

The doors:

- `scoring.parsing`: `parse_definition`, `load_document`, `dump_definition`, `to_yaml`,
  `publishing_faults`
- `scoring.engine`: `score`, `ENGINE_VERSION`; `scoring.case.Case` goes in,
  `scoring.result.Result` comes out (`result_as_dict` makes it a snapshot)
- `scoring.methods`: one module per method; `scoring.case_checks` says what a case gets wrong
- `scoring.lateness`: `counted_moment`, `days_over`
- `scoring.requirements`: `required_up_to`, `complete_for`, `supplied_keys`, `measure_gaps`
- `scoring.next_step`: `next_step`
- `scoring.wording`: `sentence`, `summary`, `next_step_sentence`
- `scoring.cases`: case files, as the `score` command reads them; `scoring.case_documents`: the same
  words in memory
"""
