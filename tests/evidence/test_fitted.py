import pytest
import yaml

from simulation.errors import ModelError
from simulation.evidence import fitted as module
from simulation.evidence.fitted import (
    FILE,
    Fit,
    Fitted,
    fitted,
    fitted_to,
    hash_of,
    ledger_hash,
    load_fits,
    write_fits,
)
from simulation.scenario import all_parameters


def test_the_values_were_fitted_to_the_ledger_as_it_is() -> None:
    assert fitted_to() == ledger_hash(), "the ledger has changed: run `mentorsim calibrate`"


def test_defaults_are_the_fitted_values_and_no_others() -> None:
    fits = load_fits()
    known = {parameter.path: parameter for parameter in all_parameters()}
    assert {path for path, p in known.items() if p.fitted} == set(fits)
    for path, fit in fits.items():
        assert known[path].default == fit.value
        assert known[path].low <= fit.value <= known[path].high


def test_the_report_belongs_to_the_values() -> None:
    page = FILE.parents[2] / "docs" / "calibration.md"
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    text = page.read_text(encoding="utf-8")
    assert f"Ledger `{data['ledger']}`, values `{data['hash']}`." in text
    assert all(f"| `{path}` |" in text for path in data["parameters"])


def test_a_file_edited_by_hand_is_refused(tmp_path, monkeypatch) -> None:
    file = tmp_path / "fitted.yaml"
    write_fits({"learn.rate": Fit(1.1, 1.0, 0.1, 0.9)}, file)
    monkeypatch.setattr(module, "FILE", file)
    load_fits.cache_clear()
    try:
        assert load_fits()["learn.rate"].value == 1.1
        file.write_text(file.read_text().replace("1.1", "1.2"))
        load_fits.cache_clear()
        with pytest.raises(ModelError, match="edited by hand"):
            load_fits()
    finally:
        load_fits.cache_clear()


def test_a_fitted_default_knows_its_parameter() -> None:
    path = next(iter(load_fits()))
    value = fitted(path)
    assert isinstance(value, Fitted)
    assert (value.path, float(value)) == (path, load_fits()[path].value)


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ModelError, match=r"holds no value for turnover\.luck"):
        fitted("turnover.luck")


def test_the_hash_is_of_the_values_only() -> None:
    a, b = {"x": {"value": 1.0}, "y": {"value": 2.0}}, {"y": {"value": 2.0}, "x": {"value": 1.0}}
    assert hash_of(a) == hash_of(b)
    assert hash_of(a) != hash_of({**a, "x": {"value": 1.5}})
