"""Roll-outs that state courses, learning, dates and dependence all at once."""

EVERY_KEY = """omsrisk: 1
name: All at once
currency: EUR
likelihood: 40%
approach: phased
discount_rate: 8%
stop_if_a_phase_fails: true
orders: {daily_volume: 1000, average_value: 100, contribution_margin: 35%}
data_misalignment:
  exposure_days: 30
  error_correction_cost: 10
  data_inaccuracy_rate: 5%
  profile: [{until_day: 10, index: 1.5}, {index: 0.5}]
delay:
  duration_days: 8
  cancellation_sensitivity: 12%
  share_of_orders_delayed: 80%
  profile: [{until_day: 2, index: 0}, {until_day: 5, index: 1}, {index: 2}]
training_deficit: {hours: 400, cost_per_hour: 45, incompletion_rate: 30%}
learning:
  delay.duration_days: 20%
  data_misalignment.data_inaccuracy_rate: 10%
hidden_costs:
  brand_damage:
    - {item: Late deliveries, per: delayed_order, unit_cost: 3, grace_days: 1, cap: 9000}
    - {item: Wrong parcels, per: wrong_order, unit_cost: 7}
    - {item: Lawsuit, amount: 90000, likelihood: 20%}
    - {item: Press, per: day_of_delay, unit_cost: 500, grace_days: 2, cap: 3000}
    - {item: Rebates, per: delayed_value, unit_cost: 0.02}
stabilisation:
  duration_days: 45
  support:
    extra_tickets_per_day: 80
    cost_per_ticket: 12
    profile: [{until_day: 14, index: 2}, {index: 0.7}]
  productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%}
  freeze: {duration_days: 2}
  parallel_running: {cost_per_day: 500, duration_days: 60}
  items:
    - {item: Survey, per: ticket, unit_cost: 1, cap: 5000}
  if_it_fails: {duration_days: 90}
stopping: {items: [{item: Back, amount: 20000}]}
programme:
  items: [{item: Consultants, kind: consultants, quantity: 220, unit_cost: 1400, unit: day}]
  overrun: {rate: 10%, likelihood: 50%}
capital: {system_cost: 900000, paid_before_go_live: 85%, overrun: {rate: 27%, likelihood: 50%}}
calendar:
  go_live: 2027-02-15
  earliest_go_live: 2027-01-18
  cost_of_waiting_per_day: 700
  working_days: [mon, tue, wed, thu, fri]
  holidays: [2027-03-26, 2027-03-29]
  season: {feb: 0.7, mar: 0.8, apr: 0.9, may: 0.9, jun: 0.8, jul: 0.8, oct: 1.1, nov: 1.5}
  if_live_from:
    - {date: 2027-05-01, set: {likelihood: 30%}}
mitigations:
  - {name: Rehearsal, cost: 9000, effects: {phases.north.training_deficit.hours: {multiply: 0.5}}}
phases:
  - {name: Pilot, share_of_orders: 20%, go_live: 2027-02-15}
  - {name: North, share_of_orders: 30%, go_live: 2027-04-12}
  - {name: South, share_of_orders: 50%, go_live: 2027-06-07, delay: {duration_days: 4.25}}
"""
"""Of all that weighs, splits and multiplies an input, one in each place, and a rule to stop."""

AFTER_A_FAILURE = EVERY_KEY.replace("stop_if_a_phase_fails: true\n", "").replace(
    "go_live: 2027-04-12}", "go_live: 2027-04-12, likelihood_after_failure: 60%}"
)
"""The same without the rule, where a failure makes the next one likelier."""

ONE_CAUSE = EVERY_KEY.replace("discount_rate", "common_cause: 10%\ndiscount_rate")
"""The same with the rule, where one cause decides for all go-lives."""

IN_ONE_PIECE = (
    EVERY_KEY[: EVERY_KEY.index("mitigations:")]
    .replace("approach: phased", "approach: big-bang")
    .replace("stop_if_a_phase_fails: true\n", "")
    .replace("stopping: {items: [{item: Back, amount: 20000}]}\n", "")
    .replace(
        "learning: {delay.duration_days: 20%, data_misalignment.data_inaccuracy_rate: 10%}\n", ""
    )
    .replace("date: 2027-05-01", "date: 2027-01-31")
    .replace("duration_days: 8\n", "duration_days: {low: 2, likely: 8, high: 20}\n")
)
"""The same at one go-live, with a range, and a likelihood that holds from a day on."""

WITH_RANGED_EFFECTS = IN_ONE_PIECE.replace(
    "average_value: 100", "average_value: {low: 80, likely: 100, high: 150}"
) + (
    "gaps: [{area: Returns, decision: modify, modification_cost: 700, "
    "effects: {likelihood: {add: {low: 1%, likely: 2%, high: 5%}}}}]\n"
    "mitigations:\n"
    "  - {name: Rehearsal, cost: 9000, taken: true, effects: {"
    "orders.average_value: {multiply: {low: 0.8, likely: 0.9, high: 1.1}}, "
    "training_deficit.hours: {set: {low: 100, likely: 200, high: 500}}}}\n"
)
"""The same with what nobody knows of measures: about what is certain, and beside a range."""

RESTATED_LISTS = EVERY_KEY.replace(
    "delay: {duration_days: 4.25}}",
    "delay: {duration_days: 4.25}, hidden_costs: {brand_damage: [{item: Rebates, amount: 900}, "
    "{item: Lawsuit, amount: 70000}]}}",
)
"""The same with a phase that inherits no item, nor what an item counts as where nothing is stated."""

EVERY_KEY_TEXTS = {
    "stops": EVERY_KEY,
    "after a failure": AFTER_A_FAILURE,
    "one cause": ONE_CAUSE,
    "in one piece": IN_ONE_PIECE,
    "ranged effects": WITH_RANGED_EFFECTS,
    "restated lists": RESTATED_LISTS,
}
"""The roll-outs by what they are about."""
