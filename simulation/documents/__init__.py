"""YAML documents: read, extended, validated, written, with errors that people can act on.

document = load_document(Path("scenarios/programs/peer.yaml"))   # one dialect, `extends:` merged
scenario = validate(Scenario, document)                          # a frozen model, or ScenarioError
"""

from simulation.documents.editor import editor_schema
from simulation.documents.load import Document, load_document
from simulation.documents.text import Place, to_yaml
from simulation.documents.validate import parse, unknown_choice, validate
from simulation.documents.words import nearest

__all__ = [
    "Document",
    "Place",
    "editor_schema",
    "load_document",
    "nearest",
    "parse",
    "to_yaml",
    "unknown_choice",
    "validate",
]
