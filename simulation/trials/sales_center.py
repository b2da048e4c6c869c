"""The inbound sales call center in which V01 to V04 took place, as far as anybody reports it."""

from simulation.trials.setting import Stated, assumed, reported, typical

PROTOCOL = "Sandvik, Saouma, Seegert & Stanton (2020), abstract of the working paper CEPR DP14299"

SALES_CENTER: dict[str, Stated] = {
    "organization.roles": typical(
        {
            "Agent": {
                "level": 1,
                "complexity": "medium",
                "skills": {"sales_technique": 0.6, "product_knowledge": 0.6},
            },
            "Supervisor": {"level": 2, "complexity": "medium"},
        },
        # A simple job, but a sales job: "considerably larger" than .19, so the next category.
        "hunter90-low",
    ),
    "organization.skills.sales_technique.breadth": reported("narrow", PROTOCOL),
    "organization.skills.product_knowledge.breadth": reported("narrow", PROTOCOL),
    "organization.levels": typical(2, "sandvik20-meetings-during"),
    "organization.team_size": assumed(10, 15, 20, "spans of control in call centers"),
    # Call centers belong to administrative and support services.
    "organization.turnover": typical(0.28, "jolts-profbus"),
}
"""What V01 to V04 share: a job of scripted know-how in a sector of high turnover."""
