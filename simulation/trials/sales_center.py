"""The inbound sales call center in which V01 to V04 took place, as far as anybody reports it."""

from simulation.trials.setting import Stated, assumed, reported, typical

PAPER = "Sandvik, Saouma, Seegert & Stanton (2020) Quarterly J Economics 135(3):1635-1680, abstract"

CRAFT = ("opening", "product_knowledge", "objections", "closing")
"""Sales know-how: as many skills as a typical job of the model uses, all of them scripted."""

SALES_CENTER: dict[str, Stated] = {
    # A simple job, but in sales, where output is "considerably" more dispersed: one category up.
    "organization.roles.Agent.complexity": typical("medium", "hunter90-low"),
    "organization.roles.Agent.skills": typical(dict.fromkeys(CRAFT, 0.6), PAPER),
    "organization.roles.Supervisor.level": typical(2, PAPER),
    **{f"organization.skills.{name}.breadth": reported("narrow", PAPER) for name in CRAFT},
    "organization.levels": typical(2, PAPER),
    "organization.team_size": assumed(10, 15, 20, "spans of control in call centers"),
    # Call centers belong to administrative and support services.
    "organization.turnover": typical(0.28, "jolts-profbus"),
    "parameters.exchange.hours": assumed(
        1.0, 0.3, 0.3, "agents are on calls; that nobody asked is why the study was made"
    ),
}
"""What V01 to V04 share: a job of scripted know-how in a sector of high turnover."""
