"""Company: a run's setting is one."""

from simulation.organization.company import Company
from simulation.organization.people import People
from simulation.program import Program, Setting


def test_a_setting_is_a_company(organize):
    firm: Company = Setting(organize(), Program(), People())
    members = [name for name in vars(Company) if isinstance(vars(Company)[name], property)]
    assert members == ["organization", "people", "offsets", "skills"]
    assert all(hasattr(firm, name) for name in members)
    assert firm.skills == firm.organization.skill_names
